/* kept.c - what the room and the kernels below the rooms keep about a person. */
#include "account/account_impl.h"
#include "account/mydata.h"

#define COLS(c) (c), LEN(c)
#define LOG_WHY \
	N_("Кто что сделал: этого требует закон о защите информации (ст. 16 149-ФЗ); записи " \
	   "сцеплены, и ни одну нельзя убрать. В них номер учётной записи и сетевой адрес, без " \
	   "имени и почты")
#define MINE_STAYS N_("Рабочие записи муниципалитета: остаётся номер автора")

static const struct person_col user_cols[] = {
	{ "id", N_("Номер"), "t.id", PERSON_INT },
	{ "name", N_("Имя"), "t.name", PERSON_TEXT },
	{ "email", N_("Почта"), "t.email", PERSON_TEXT },
	{ "place", N_("Муниципалитет"),
	    "COALESCE((SELECT p.name FROM pub_place p WHERE p.code = t.place), t.place)",
	    PERSON_TEXT },
	{ "created", N_("Создана"), "t.created", PERSON_TIME },
	{ "seen", N_("Последнее действие"), "t.seen", PERSON_TIME },
};
#define GRANT_COLS \
	{ "given", N_("Дана"), "t.created", PERSON_TIME }, \
	{ "role", N_("Роль"), "t.role", PERSON_ROLE }, \
	{ "place", N_("Территория"), \
	    "(SELECT p.name FROM pub_place p WHERE p.id = t.place)", PERSON_TEXT }, \
	{ "until", N_("Срок"), "t.until", PERSON_TIME }
static const struct person_col grant_cols[] = {
	GRANT_COLS,
	{ "stands_for", N_("За кого"), "(SELECT u.name FROM account_grant o JOIN account_user u "
	    "ON u.id = o.user_id WHERE o.id = t.deputy_of)", PERSON_TEXT },
};
static const struct person_col deputy_cols[] = {
	GRANT_COLS,
	{ "deputy", N_("Заместитель"), "(SELECT u.name FROM account_user u WHERE u.id = t.user_id)",
	    PERSON_TEXT },
};
static const struct person_col session_cols[] = {
	{ "began", N_("Вошли"), "t.created", PERSON_TIME },
	{ "seen", N_("Последнее действие"), "t.seen", PERSON_TIME },
	{ "browser", N_("Браузер"), "t.agent", PERSON_TEXT },
	{ "address", N_("Сетевой адрес"), "t.peer", PERSON_TEXT },
};
static const struct person_col link_cols[] = {
	{ "service", N_("Сервис"), "t.issuer", PERSON_TEXT },
	{ "subject", N_("Номер в нём"), "t.subject", PERSON_TEXT },
	{ "linked", N_("Связан"), "t.created", PERSON_TIME },
	{ "seen", N_("Последний вход"), "t.seen", PERSON_TIME },
};
static const struct person_col invite_cols[] = {
	{ "sent", N_("Отправлено"), "t.created", PERSON_TIME },
	{ "email", N_("Почта"), "t.email", PERSON_TEXT },
	{ "role", N_("Роль"), "t.role", PERSON_ROLE },
	{ "place", N_("Территория"), "(SELECT p.name FROM pub_place p WHERE p.id = t.place)",
	    PERSON_TEXT },
};
static const struct person_col second_cols[] = {
	{ "set_up", N_("Настроен"), "t.created", PERSON_TIME },
	{ "on", N_("Включён"), "t.state", PERSON_YES },
};
static const struct person_col email_cols[] = {
	{ "asked", N_("Запрошена"), "t.created", PERSON_TIME },
	{ "email", N_("Почта"), "t.email", PERSON_TEXT },
	{ "expires", N_("Срок"), "t.expires", PERSON_TIME },
};
static const struct person_col erasure_cols[] = {
	{ "asked", N_("Запрошено"), "t.asked", PERSON_TIME },
	{ "due", N_("Назначено"), "t.due", PERSON_TIME },
	{ "cancelled", N_("Отменено"), "CASE t.state WHEN 1 THEN 1 ELSE 0 END", PERSON_YES },
};
static const struct person_col letter_cols[] = {
	{ "written", N_("Написано"), "t.created", PERSON_TIME },
	{ "sent", N_("Отправлено"), "t.sent_at", PERSON_TIME },
	{ "to", N_("Кому"), "t.dest", PERSON_TEXT },
	{ "subject", N_("Тема"), "t.subject", PERSON_TEXT },
	{ "text", N_("Текст"), "t.body", PERSON_TEXT },
};
#define AUDIT_COLS \
	{ "at", N_("Когда"), "t.at", PERSON_TIME }, \
	{ "action", N_("Действие"), "t.action", PERSON_TEXT }, \
	{ "object", N_("Над чем"), "t.object", PERSON_TEXT }, \
	{ "address", N_("Сетевой адрес"), "t.peer", PERSON_TEXT }, \
	{ "detail", N_("Подробности"), "t.detail", PERSON_TEXT }
static const struct person_col audit_cols[] = {
	AUDIT_COLS,
	{ "hash", N_("Отпечаток"), "t.hash", PERSON_TEXT },
};
/* what others did: their network address is theirs */
static const struct person_col about_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "action", N_("Действие"), "t.action", PERSON_TEXT },
	{ "detail", N_("Подробности"), "t.detail", PERSON_TEXT },
	{ "hash", N_("Отпечаток"), "t.hash", PERSON_TEXT },
};
static const struct person_col job_cols[] = {
	{ "asked", N_("Запрошено"), "t.created", PERSON_TIME },
	{ "kind", N_("Задание"), "t.kind", PERSON_TEXT },
};
static const struct person_col revision_cols[] = {
	{ "at", N_("Когда"), "t.at", PERSON_TIME },
	{ "entry", N_("Запись"), "(SELECT e.url FROM entry e WHERE e.id = t.entry)", PERSON_TEXT },
	{ "field", N_("Поле"), "t.field", PERSON_TEXT },
};
static const struct person_col import_cols[] = {
	{ "at", N_("Когда"), "t.began", PERSON_TIME },
	{ "source", N_("Откуда"), "t.source", PERSON_TEXT },
	{ "file", N_("Файл"), "t.file", PERSON_TEXT },
};
static const struct person_col entry_cols[] = {
	{ "at", N_("Когда"), "t.created", PERSON_TIME },
	{ "address", N_("Адрес"), "t.url", PERSON_TEXT },
	{ "title", N_("Название"), "t.title", PERSON_TEXT },
};

static const struct person_kept kept[] = {
	{ "account_user", "id", "profile", N_("Учётная запись"),
	    N_("По имени вас узнают коллеги, по почте вы входите и получаете письма"), PERSON_BARED,
	    COLS(user_cols), NULL, false },
	{ "account_grant", "user_id", "roles", N_("Роли"), N_("Что вам можно и где"), PERSON_GOES,
	    COLS(grant_cols), NULL, false },
	{ "account_grant", "deputy_of", "deputies", N_("Заместители"),
	    N_("Кто действует за вас и до какого дня"), PERSON_GOES, COLS(deputy_cols),
	    "t.deputy_of IN (SELECT o.id FROM account_grant o WHERE o.user_id = ?)", false },
	{ "account_grant", "author", "roles_given", N_("Роли, данные другим"),
	    N_("Чьим решением роль дана: остаётся номер, чтобы права можно было проверить"),
	    PERSON_STAYS, NULL, 0, NULL, false },
	{ "account_session", "user_id", "sessions", N_("Сеансы"),
	    N_("Чтобы не спрашивать пароль на каждой странице и чтобы вы видели, где вошли"),
	    PERSON_GOES, COLS(session_cols), NULL, false },
	{ "account_link", "user_id", "services", N_("Сервисы, через которые вы входите"),
	    N_("Чтобы узнать вас без пароля"), PERSON_GOES, COLS(link_cols), NULL, false },
	{ "account_attempt", "user_id", "attempts", N_("Начатые связывания с сервисами"),
	    N_("Чтобы узнать вас, когда вы вернётесь от сервиса; живёт десять минут"), PERSON_GOES,
	    NULL, 0, NULL, false },
	{ "account_invite", "user_id", "invited", N_("Приглашения полученные"),
	    N_("Кто и на какую роль вас позвал"), PERSON_BARED, COLS(invite_cols), NULL, false },
	{ "account_invite", "author", "invitations", N_("Приглашения отправленные"),
	    N_("Чьё это приглашение: остаётся номер, почта приглашённого принадлежит ему"),
	    PERSON_STAYS, COLS(invite_cols), NULL, false },
	{ "account_reset", "user_id", "resets", N_("Ссылки для нового пароля"),
	    N_("Отпечаток ссылки из письма, живёт час"), PERSON_GOES, NULL, 0, NULL, false },
	{ "account_second", "user_id", "second", N_("Второй шаг входа"),
	    N_("Запечатанный секрет приложения с кодами; сам секрет не выдаём"), PERSON_GOES,
	    COLS(second_cols), NULL, false },
	{ "account_recovery", "user_id", "recovery", N_("Коды восстановления"),
	    N_("Отпечатки неиспользованных кодов"), PERSON_GOES, NULL, 0, NULL, false },
	{ "account_pending", "user_id", "pending", N_("Начатые входы"),
	    N_("Пароль введён, код ещё нет; живёт десять минут"), PERSON_GOES, NULL, 0, NULL,
	    false },
	{ "account_email", "user_id", "new_email", N_("Новая почта, ещё не подтверждённая"),
	    N_("Ждёт, пока откроют ссылку из письма"), PERSON_GOES, COLS(email_cols), NULL, false },
	{ "account_erasure", "user_id", "erasures", N_("Просьбы удалить учётную запись"),
	    N_("Акт об уничтожении хранится три года (ч. 7 ст. 21 152-ФЗ, приказ Роскомнадзора "
	       "№ 179); "
	       "имени и почты в нём нет"), PERSON_STAYS, COLS(erasure_cols), NULL, false },
	{ "account_erasure", "author", "erasures_begun", N_("Удаления, начатые за других"),
	    N_("Кто начал удаление: часть акта"), PERSON_STAYS, NULL, 0,
	    "t.author = ? AND t.user_id <> t.author", false },
	/* the kernels: they are below the rooms and cannot say it themselves */
	{ "outbox", "user_id", "letters", N_("Письма"),
	    N_("Чтобы письмо ушло один раз; текст стирается через несколько недель после отправки"),
	    PERSON_BARED, COLS(letter_cols), NULL, false },
	{ "audit", "actor", "log", N_("Журнал действий: сделанное этой учётной записью"), LOG_WHY,
	    PERSON_STAYS, COLS(audit_cols), NULL, false },
	{ "audit", "object", "log_about", N_("Журнал действий: сделанное с этой учётной записью"),
	    LOG_WHY, PERSON_STAYS, COLS(about_cols), "t.object = ?", true },
	{ "job", "author", "jobs", N_("Запущенные задания"),
	    N_("Кто попросил; через месяц задания удаляются сами"), PERSON_FREED, COLS(job_cols),
	    NULL, false },
	{ "entry", "author", "entries", N_("Созданные записи"), MINE_STAYS, PERSON_STAYS,
	    COLS(entry_cols), NULL, false },
	{ "entry_revision", "author", "edits", N_("Правки"), MINE_STAYS, PERSON_STAYS,
	    COLS(revision_cols), NULL, false },
	{ "entry_import", "author", "imports", N_("Загрузки из файлов"),
	    N_("Кто загрузил: остаётся номер"), PERSON_STAYS, COLS(import_cols), NULL, false },
	{ "search_doc", "author", "found", N_("Созданные записи в поиске"),
	    N_("Чтобы черновик находил только автор"), PERSON_STAYS, NULL, 0, NULL, false },
};

const struct person_hook account_person_hook = {
	.kept = kept, .n_kept = LEN(kept), .erase = account_bare,
};
