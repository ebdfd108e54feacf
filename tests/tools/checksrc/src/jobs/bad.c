#include "web/web.h"
#include "gen/board/q.h"
#include "bad.h"

void
bad(char *z)
{
    char *p = malloc(3);
	strcpy(p, z);
	free(p);  
	p = "SELECT a FROM b";
	p = "<div class=\"x\">";
	p = "Очень длинная строка, которая всё-таки помещается: в ней считают буквы, а не байты";
	p = "Очень длинная строка, которая никак не помещается: в ней считают буквы, а не байты, увы";
}
