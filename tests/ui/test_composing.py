"""Typing Vietnamese: Telex, VNI and the row of marks give the same words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ui.composing import HOI, HUYEN, NANG, NGA, SAC, TONES, Method, compose

TELEX = """
    as=á af=à ar=ả ax=ã aj=ạ aa=â aw=ă ee=ê oo=ô ow=ơ uw=ư w=ư dd=đ aas=ấ awj=ặ eex=ễ oor=ổ owf=ờ uwj=ự
    Nguyeenx=Nguyễn nguyeexn=nguyễn nguyexen=nguyễn nguyenex=nguyễn Nguyenxe=Nguyễn NGUYEENX=NGUYỄN
    Duwowng=Dương duongw=dương Duowng=Dương DUOWNG=DƯƠNG dduowngf=đường dduwowngf=đường duongwfd=đường
    dduocwj=được dduwowcj=được dduwojcw=được nuowcs=nước nuwowcs=nước nwowcs=nước nuoswc=nước
    ddaatj=đật datdaj=đật DDaats=Đất ddaats=đất DDAWKS=ĐẮK Lawsk=Lắk
    hoaf=hòa hofa=hòa hoafn=hoàn hoanf=hoàn hoas=hóa hoawcj=hoặc hoacwj=hoặc hoacjw=hoặc khoer=khỏe
    thuys=thúy thuyf=thùy Thuyf=Thùy quys=quý quyr=quỷ quyf=quỳ quynhf=quỳnh quyeenf=quyền quyeets=quyết
    quaan=quân quana=quân quoocs=quốc quocos=quốc quar=quả queej=quệ quawng=quăng quowr=quở
    gias=giá gif=gì giaf=già gifa=già giays=giáy giaays=giấy gieesng=giếng giuwowngf=giường giur=giủ gix=gĩ
    gieets=giết ginf=gìn khuyeen=khuyên khuyeens=khuyến khuyur=khuỷu khuya=khuya tuyeets=tuyết huynhf=huỳnh
    ngoaif=ngoài ngoeof=ngoèo ngoaos=ngoáo khoeo=khoeo xoays=xoáy uwowcs=ước uowcs=ước uocws=ước uwngs=ứng
    tieengs=tiếng tieesng=tiếng tienges=tiếng Vieetj=Việt Vietje=Việt vieecj=việc nghieeng=nghiêng yeeus=yếu
    mias=mía muas=múa muwa=mưa muaw=mưa muwaf=mừa cuar=của tuooir=tuổi tuoior=tuổi tuoiw=tươi tuwowi=tươi
    nguwowif=người nguoiwf=người ngwowif=người huwowu=hươu huowu=hươu ruwowuj=rượu huuw=hưu luuwu=lưuu cuwus=cứu
    thuowr=thuở thuowng=thương thuowngf=thường huow=huơ guiwr=gửi vuif=vùi tuaans=tuấn tuanas=tuấn
    Thij=Thị Ngocj=Ngọc AAns=Ấn Anhs=Ánh xooong=xoong mooocs=moóc kyx=kỹ lys=lý ys=ý yee=yê
    asz=a toansz=toan nghix=nghĩ ngheof=nghèo hooj=hộ hootj=hột choongf=chồng khai=khai sinh=sinh
    aaa=aa ass=as aww=aw oww=ow uww=w ww=w tuww=tuw ddd=dd eee=ee ooo=oo aff=af duowww=duoww
    aaw=ă awa=â oow=ơ owo=ô uowo=uô uoow=uơ uwowno=uôn uoonw=ươn
    windows=windows wwindows=windows web=web tesst=test zz=zz s=s gooogle=google covid=covid
"""
VNI = """
    a1=á a2=à a3=ả a4=ã a5=ạ a6=â a8=ă e6=ê o6=ô o7=ơ u7=ư d9=đ a61=ấ a85=ặ e64=ễ o63=ổ o72=ờ u75=ự
    Nguye6n4=Nguyễn nguyen64=nguyễn nguye64n=nguyễn nguyen46=nguyễn NGUYE6N4=NGUYỄN nguye46n=nguyễn
    Du7o7ng=Dương duong7=dương Duo7ng=Dương d9uong72=đường duong729=đường d9u7o7ng2=đường
    d9u7o7c5=được d9uoc75=được duoc759=được nuoc71=nước nu7o7c1=nước nuo7c1=nước
    d9a6t1=đất dat619=đất D9a8k1=Đắk La8k1=Lắk
    hoa2=hòa ho2a=hòa hoa2n=hoàn hoan2=hoàn hoa1=hóa hoac85=hoặc hoa8c5=hoặc khoe3=khỏe
    thuy1=thúy thuy2=thùy quy1=quý quy3=quỷ quynh2=quỳnh quye6n2=quyền quyet61=quyết
    qua6n=quân quan6=quân quo6c1=quốc quoc61=quốc qua3=quả qua8ng=quăng quo73=quở
    gia1=giá gi2=gì gia2=già gi2a=già gia6y1=giấy giay61=giấy gie6ng1=giếng giu7o7ng2=giường
    gie6t1=giết gin2=gìn khuye6n=khuyên khuyu3=khuỷu tuye6t1=tuyết huynh2=huỳnh
    ngoai2=ngoài ngoeo2=ngoèo xoay1=xoáy u7o7c1=ước uoc71=ước u7ng1=ứng
    tie6ng1=tiếng tieng61=tiếng Vie6t5=Việt Viet56=Việt nghie6ng=nghiêng ye6u1=yếu
    mia1=mía mua1=múa mu7a=mưa mua7=mưa cua3=của tuoi63=tuổi tuo6i3=tuổi tuoi7=tươi
    nguoi72=người ngu7o7i2=người hu7o7u=hươu huou7=hươu ruou75=rượu huu7=hưu cu7u1=cứu
    thuo73=thuở thuo7ng=thương huo7=huơ gui73=gửi tuan61=tuấn tua6n1=tuấn
    Thi5=Thị Ngoc5=Ngọc A6n1=Ấn Anh1=Ánh xoong=xoong mooc1=moóc ky4=kỹ ly1=lý
    a10=a toan10=toan nghi4=nghĩ ngheo2=nghèo ho65=hộ cho6ng2=chồng khai=khai
    a66=a6 a11=a1 a88=a8 o77=o7 u77=u7 d99=d9 e66=e6 a0=a0 1=1 2026=2026 windows=windows t1=t1 ct01=ct01
    a68=ă a86=â o67=ơ o76=ô
"""


def cases(table: str) -> list[tuple[str, str]]:
    return [(typed, word) for typed, word in (case.split("=") for case in table.split())]


def typed(keys: str, method: Method) -> str:
    text = ""
    for key in keys:
        text = compose(text, key, method)
    return text


@pytest.mark.parametrize(("keys", "word"), cases(TELEX))
def test_telex(keys, word):
    assert typed(keys, Method.TELEX) == word


@pytest.mark.parametrize(("keys", "word"), cases(VNI))
def test_vni(keys, word):
    assert typed(keys, Method.VNI) == word


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("Nguyên" + NGA, "Nguyễn"),
        ("Nguyê" + NGA + "n", "Nguyễn"),
        ("hoa" + HUYEN, "hòa"),
        ("hoa" + HUYEN + "n", "hoàn"),
        ("hoa" + HUYEN + HUYEN, "hoa"),
        ("hoa" + HUYEN + SAC, "hóa"),
        ("đương" + HUYEN, "đường"),
        ("thuơng", "thương"),
        ("khoe" + HOI, "khỏe"),
        ("chung thư" + NANG + "c", "chung thực"),
        ("ư" + "in", "ưin"),
        ("ddaasjw1", "ddaasjw1"),
        (SAC, ""),
        ("b" + SAC, "b"),
        ("kho " + SAC, "kho "),
        ("xyz" + SAC, "xyz"),
    ],
)
def test_the_mark_row_acts_on_the_last_syllable(keys, word):
    assert typed(keys, Method.MARKS) == word


@pytest.mark.parametrize("method", Method)
def test_the_mark_row_works_whatever_else_is_switched_on(method):
    assert typed("Thi" + NANG + " Hoa" + HUYEN, method) == "Thị Hòa"


def test_a_sentence_is_typed_word_by_word():
    assert typed("Dduwowngf nuwowcs Vieetj Nam, ddawng kys", Method.TELEX) == (
        "Đường nước Việt Nam, đăng ký"
    )
    assert typed("D9a8ng ky1 ke6t1 ho6n, so61 12", Method.VNI) == "Đăng ký kết hôn, số 12"


def test_case_is_kept():
    assert typed("DDaawng", Method.TELEX) == "Đăng"
    assert typed("HOAF", Method.TELEX) == "HÒA"
    assert typed("W", Method.TELEX) == "Ư"
    assert typed("dDuwowcj", Method.TELEX) == "được"


def test_a_composed_text_is_taken_as_well_when_it_is_decomposed():
    assert compose(unicodedata.normalize("NFD", "Nguyên"), "x", Method.TELEX) == "Nguyễn"


# Every rhyme as it is written with dấu sắc: where the tone stands is told by hand here, not by the code.
RHYMES = """
    á ác ách ái ám án áng ánh áo áp át áu áy ắc ắm ắn ắng ắp ắt ấc ấm ấn ấng ấp ất ấu ấy
    é éc ém én éng éo ép ét ế ếch ếm ến ếnh ếp ết ếu í ích ím ín ính íp ít íu ía
    iếc iếm iến iếng iếp iết iếu ó óc ói óm ón óng óp ót oóc oóng ố ốc ối ốm ốn ống ốp ốt ớ ới ớm ớn ớp ớt
    óa oác oách oái oám oán oáng oánh oáo oáp oát oáy oắc oắm oắn oắng oắt óe oén oéo oét
    ú úc úi úm ún úng úp út úa uấn uấng uất uấy uế uếch uếnh uốc uối uốm uốn uống uốt uớ
    úy uých uýn uýnh uýp uýt uýu uyến uyết ứ ức ứi ứm ứng ứt ứu ứa
    ước ưới ướm ướn ướng ướp ướt ướu ý
"""
INITIALS = " b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
ROW = dict(zip(["", *TONES], ["", "s", "f", "r", "x", "j"], strict=True))
DIGITS = dict(zip(["", *TONES], "_12345", strict=True)) | {"": ""}
TELEX_LETTERS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI_LETTERS = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def syllables():
    """(without tone, tone, as written) of every syllable these tables can make."""
    for rhyme in RHYMES.split():
        plain = nfc(nfd(rhyme).replace(SAC, ""))
        stopped = plain.endswith(("c", "ch", "p", "t"))
        for initial in INITIALS.split(" "):
            if (initial == "gi" and plain[0] == "i") or (
                initial == "g" and plain[0] == "i" != plain
            ):
                continue  # written with one i
            if initial == "qu" and plain[0] in "uưoô" and plain != "ôc":
                continue  # qu already holds the glide
            for tone in ("", SAC, HUYEN, HOI, NGA, NANG):
                if not stopped or tone in (SAC, NANG):
                    yield initial + plain, tone, initial + nfc(nfd(rhyme).replace(SAC, tone))


SYLLABLES = list(syllables())


def spelled(plain: str, letters: dict[str, str]) -> str:
    if letters is TELEX_LETTERS:
        plain = plain.replace("oo", "ooo")  # xoong
    return "".join(letters.get(letter, letter) for letter in plain)


def test_every_syllable_comes_out_of_its_telex_and_vni_spelling():
    assert len(SYLLABLES) > 10_000
    wrong = [
        (word, got)
        for plain, tone, word in SYLLABLES
        for keys, method in (
            (spelled(plain, TELEX_LETTERS) + ROW[tone], Method.TELEX),
            (spelled(plain, VNI_LETTERS) + DIGITS[tone], Method.VNI),
            (plain + tone, Method.MARKS),
        )
        if (got := typed(keys, method)) != word
    ]
    assert wrong == []


@given(st.sampled_from(SYLLABLES), st.data())
def test_the_tone_may_be_typed_anywhere_behind_the_first_vowel(syllable, data):
    plain, tone, word = syllable
    keys = [TELEX_LETTERS.get(letter, letter) for letter in plain.replace("oo", "ooo")]
    vowels = [
        at for at, key in enumerate(keys) if key[0] in "aeiouy" and plain[:2] not in ("qu", "gi")
    ]
    at = data.draw(st.sampled_from(vowels)) + 1 if vowels else len(keys)
    if "ooo" in plain.replace("oo", "ooo"):
        at = len(keys)
    assert typed("".join([*keys[:at], ROW[tone], *keys[at:]]), Method.TELEX) == word


@given(st.text(max_size=12), st.sampled_from(Method))
def test_no_key_ever_raises_and_what_comes_out_is_composed(keys, method):
    text = typed(keys, method)
    assert text == nfc(text)


@given(st.text(alphabet="abdegimnoqstuwxz 19ưđâ", max_size=10), st.sampled_from(TONES))
def test_a_mark_typed_twice_is_as_if_never_typed(text, tone):
    assert compose(compose(text, tone, Method.MARKS), tone, Method.MARKS) == text


@given(st.text(alphabet="bcghklmnpstvaeiouy. 0", max_size=12))
def test_plain_letters_stay_plain_where_letters_are_not_marks(text):
    assert typed(text, Method.MARKS) == text
