/* form_view.c - parts of long forms, as rooms' views call them. */
#include "web/form.h"

#include "gen/web/v.h"

enum err
view_form_field(struct ui *ui, const struct form_input *in)
{
	return view_input(ui, &(struct view_input){ in });
}

enum err
view_form_list(struct ui *ui, const struct form_part *p)
{
	return view_part(ui, &(struct view_part){ p });
}

enum err
view_form_clashes(struct ui *ui, const struct form_clashes *c)
{
	return view_clashes(ui, &(struct view_clashes){ c });
}

enum err
view_form_history(struct ui *ui, const struct form_turns *t)
{
	return view_turns(ui, &(struct view_turns){ t });
}

enum err
view_word_diff(struct ui *ui, const struct diff_spans *d)
{
	return view_diff(ui, &(struct view_diff){ d });
}
