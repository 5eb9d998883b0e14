"""What is counted of the queue once its log is dropped, and which questions were opened."""

from sqlite_utils import Database

from kiosk.store.migrations.book import migrations


@migrations()
def m035_counted(db: Database) -> None:
    db.execute("""
        create table questions_opened (
            day text not null,
            procedure text not null,
            question text not null,
            times integer not null,
            primary key (day, procedure, question)
        ) strict""")
    # Sums of seconds; a time that was not taken is in neither its count nor its sum.
    db.execute("""
        create table queue_days (
            day text not null,
            field text not null,
            counter integer not null,
            hour integer not null,
            priority text not null,
            errand text not null,
            stays integer not null,
            missed integer not null,
            waiting integer not null,
            walkings integer not null,
            walking integer not null,
            services integer not null,
            service integer not null,
            primary key (day, field, counter, hour, priority, errand)
        ) strict""")
