/* A PKCS #11 library in front of another one, which plays the mishaps that SoftHSM2 does not know.
 *
 * PKCS11_BEHIND names the library behind it, PKCS11_MISHAPS a folder of switches: a file that exists is a switch
 * that is on. The folder is looked at with every call, so a switch may be thrown while a session is open.
 *
 *   crash-in-initialize, crash-in-sign   a null pointer is followed
 *   hang-in-initialize, hang-in-login    the call never returns
 *   refuse-to-start                      C_Initialize: CKR_GENERAL_ERROR
 *   removed                              no token in any slot, every session is lost; this process never sees it again
 *   unplugged-without-a-word             as removed, but C_Sign says CKR_FUNCTION_FAILED
 *   no-hashing                           mechanisms that hash are CKR_MECHANISM_INVALID
 *   forged                               C_Sign gives the right length and wrong bytes
 *   chatty                               C_Sign prints to standard output and standard error
 *   low, to-change                       the flags of CK_TOKEN_INFO
 *   tries                                how many wrong PINs are left, as a digit: counted down to CKR_PIN_LOCKED
 *
 * "calls" in the same folder takes a line for each C_Login that came here: how often, never with what.
 */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long word;
typedef word (*any)();

/* CK_FUNCTION_LIST (PKCS #11 2.40): a version, then the functions in a fixed order. */
enum { INITIALIZE = 0, GET_FUNCTION_LIST = 3, GET_SLOT_LIST = 4, GET_TOKEN_INFO = 6, OPEN_SESSION = 12,
       LOGIN = 18, SIGN_INIT = 42, SIGN = 43, FUNCTIONS = 68 };
struct list { unsigned char version[2]; any functions[FUNCTIONS]; };

/* The head of CK_TOKEN_INFO, and of CK_MECHANISM. */
struct token { char label[32], maker[32], model[16], serial[16]; word flags; };
struct mechanism { word mechanism; void *parameter; word length; };

enum { OK = 0x0, GENERAL_ERROR = 0x5, FUNCTION_FAILED = 0x6, DEVICE_REMOVED = 0x32, MECHANISM_INVALID = 0x70,
       PIN_INCORRECT = 0xA0, PIN_LOCKED = 0xA4, TOKEN_NOT_PRESENT = 0xE0 };
enum { COUNT_LOW = 0x10000, FINAL_TRY = 0x20000, LOCKED = 0x40000, TO_BE_CHANGED = 0x80000 };
enum { RSA_PKCS = 0x1, ECDSA = 0x1041, FULL_TRIES = 3 };

static struct list behind, ours;
static int lost;

static const char *place(const char *name) {
    static char path[4096];
    const char *folder = getenv("PKCS11_MISHAPS");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "/nowhere", name);
    return path;
}

static int on(const char *name) { return access(place(name), F_OK) == 0; }

/* Once gone, gone for this process: so it is with the libraries of real tokens. */
static int gone(void) {
    if (on("removed") || on("unplugged-without-a-word")) lost = 1;
    return lost;
}

static void crash(void) { *(volatile int *)0 = 0; }

static void hang(void) { for (;;) pause(); }

static int tries(void) {
    char digit = '9';
    int file = open(place("tries"), O_RDONLY);
    if (file < 0) return 9;
    if (read(file, &digit, 1) != 1) digit = '0';
    close(file);
    return digit - '0';
}

static void leave(int left) {
    char digit = (char)('0' + left);
    int file = open(place("tries"), O_WRONLY | O_TRUNC);
    if (file < 0) return;
    if (write(file, &digit, 1) != 1) abort();
    close(file);
}

static void note(const char *call) {
    int file = open(place("calls"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file < 0) return;
    if (write(file, call, strlen(call)) < 0) abort();
    close(file);
}

static word initialize(void *arguments) {
    if (on("crash-in-initialize")) crash();
    if (on("hang-in-initialize")) hang();
    if (on("refuse-to-start")) return GENERAL_ERROR;
    return behind.functions[INITIALIZE](arguments);
}

static word get_slot_list(unsigned char present, word *slots, word *count) {
    if (present && gone()) {
        *count = 0;
        return OK;
    }
    return behind.functions[GET_SLOT_LIST](present, slots, count);
}

static word get_token_info(word slot, struct token *info) {
    if (gone()) return TOKEN_NOT_PRESENT;
    word result = behind.functions[GET_TOKEN_INFO](slot, info);
    if (result != OK) return result;
    int left = tries();
    if (on("low") || left < FULL_TRIES) info->flags |= COUNT_LOW;
    if (left == 1) info->flags |= FINAL_TRY;
    if (left == 0) info->flags |= LOCKED;
    if (on("to-change")) info->flags |= TO_BE_CHANGED;
    return OK;
}

static word open_session(word slot, word flags, void *application, void *notify, word *session) {
    if (gone()) return TOKEN_NOT_PRESENT;
    return behind.functions[OPEN_SESSION](slot, flags, application, notify, session);
}

static word login(word session, word user, unsigned char *pin, word length) {
    note("login\n");
    if (on("hang-in-login")) hang();
    if (gone()) return DEVICE_REMOVED;
    int left = tries();
    if (left == 0) return PIN_LOCKED;
    word result = behind.functions[LOGIN](session, user, pin, length);
    if (result == PIN_INCORRECT && left < 9) leave(left - 1);
    if (result == OK && left < 9) leave(FULL_TRIES);
    return result;
}

static word sign_init(word session, struct mechanism *mechanism, word key) {
    if (gone()) return on("unplugged-without-a-word") ? FUNCTION_FAILED : DEVICE_REMOVED;
    if (on("no-hashing") && mechanism->mechanism != RSA_PKCS && mechanism->mechanism != ECDSA)
        return MECHANISM_INVALID;
    return behind.functions[SIGN_INIT](session, mechanism, key);
}

static word sign(word session, unsigned char *data, word length, unsigned char *signature, word *size) {
    if (on("crash-in-sign")) crash();
    if (gone()) return on("unplugged-without-a-word") ? FUNCTION_FAILED : DEVICE_REMOVED;
    if (on("chatty")) {
        puts("{}");
        fputs("signing\n", stderr);
        fflush(stdout);
    }
    word result = behind.functions[SIGN](session, data, length, signature, size);
    if (result == OK && signature && on("forged")) signature[*size - 1] ^= 1;
    return result;
}

static word get_function_list(struct list **list) {
    *list = &ours;
    return OK;
}

word C_GetFunctionList(struct list **list) {
    struct list *real;
    const char *path = getenv("PKCS11_BEHIND");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    any ask = library ? (any)dlsym(library, "C_GetFunctionList") : NULL;
    if (!ask || ask(&real) != OK) return GENERAL_ERROR;
    behind = ours = *real;
    ours.functions[INITIALIZE] = (any)initialize;
    ours.functions[GET_FUNCTION_LIST] = (any)get_function_list;
    ours.functions[GET_SLOT_LIST] = (any)get_slot_list;
    ours.functions[GET_TOKEN_INFO] = (any)get_token_info;
    ours.functions[OPEN_SESSION] = (any)open_session;
    ours.functions[LOGIN] = (any)login;
    ours.functions[SIGN_INIT] = (any)sign_init;
    ours.functions[SIGN] = (any)sign;
    return get_function_list(list);
}
