/* frame.c - the masthead and the foot, with the rooms that have a place in the menu. */
#include "web/frame.h"

#include "gen/web/v.h"
#include "web/web.h"

static const struct room *const *rooms;	/* set once at start */
static size_t n_rooms;

void
frame_rooms(const struct room *const *r, size_t n)
{
	rooms = r;
	n_rooms = n;
}

/* A page that guests share shows what a guest may see. */
static bool
in_menu(const struct ui *ui, const struct room *r)
{
	if (r->title == NULL)
		return false;
	if (r->menu_who == ROLE_ANYONE)
		return true;
	if (ui->cacheable || ui->viewer == NULL)
		return false;
	for (size_t i = 0; i < ui->viewer->n_grants; i++)
		if (ui->viewer->grants[i].role >= r->menu_who && ui->viewer->grants[i].place == 0)
			return true;
	return false;
}

static enum err
menu(const struct ui *ui, const char *nav, struct nav_items *ret)
{
	ret->p = arena_array(ui->arena, struct nav_item, n_rooms + 1);
	if (ret->p == NULL)
		return E_NOMEM;
	ret->n = 0;
	for (size_t i = 0; i < n_rooms; i++) {
		if (!in_menu(ui, rooms[i]))
			continue;
		ret->p[ret->n++] = (struct nav_item){ tr_z(ui, rooms[i]->title),
			str_c(rooms[i]->url), nav != NULL && strcmp(nav, rooms[i]->name) == 0 };
	}
	return OK;
}

static enum err
fill(struct ui *ui, const struct page *p, struct view_frame *v)
{
	static const char *const themes[] = { "", "light", "dark", "contrast", "contrast" };
	static const char *const choices[] = { "", "light", "dark", "contrast", "black" };

	*v = (struct view_frame){
		.page = p,
		.crumbs = { p->crumbs, (size_t)p->n_crumbs },
		.choice = str_c(choices[ui->theme]),
		.theme = str_c(themes[ui->theme]),
		.ground = ui->theme == THEME_BLACK ? S("black") : S(""),
		.query = p->query,
	};
	return menu(ui, p->nav, &v->nav);
}

enum err
view_page_head(struct ui *ui, const struct page *p)
{
	struct view_frame v;

	if (ui->fragment)
		return OK;
	TRY(fill(ui, p, &v));
	return view_frame_head(ui, &v);
}

enum err
view_page_foot(struct ui *ui, const struct page *p)
{
	struct view_frame v;

	if (ui->fragment)
		return OK;
	TRY(fill(ui, p, &v));
	return view_frame_foot(ui, &v);
}

enum err
view_form_errors(struct ui *ui)
{
	struct view_problems v = { 0 };

	if (ui->problems != NULL)
		v.list = (struct problem_list){ ui->problems->p, ui->problems->n };
	return view_problems(ui, &v);
}
