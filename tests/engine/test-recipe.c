/* Recipes: what is taken from one, which file and line a mistake is in, which service one is for.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/advice/recipe.h"

#include <linux/capability.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/types/values.h"

#define HEAD "[Recipe]\nTitle=A server\nUnits=a.service\n"

static HnRecipe *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  HnRecipe *recipe = hn_recipe_parse ("/recipes/a.ini", text, strlen (text), &error);

  g_assert_no_error (error);

  return recipe;
}

static void
test_all (void)
{
  g_autoptr (HnRecipe) recipe =
      parse ("# A comment\n\n[Recipe]\n Title = A server \nUnits=a.service  a@*.service\n"
             "Programs=/usr/sbin/a*\nTried=debian fedora\nPassesOn=It starts jobs.\n"
             "[Needs]\ncapability CAP_SETUID CAP_SETGID=It becomes another account. | tried\n"
             "calls setgroups @setuid=The same.|tried|debian|1.18-\n"
             "network serves = It answers. | documentation | any | 2.0-3.1\n"
             "[Seldom Needs]\nwrites /var/log/a=At night. | unit | fedora\n"
             "[Copes]\nfamily AF_NETLINK = It asks. | tried\n"
             "directive ProtectSystem strict = It writes. | tried\n"
             "[Works]\nurl=http://127.0.0.1/\nport=22 SSH-2.0\ncommand=a | grep -q b=c\n");
  const HnRecipeNeed *need;

  g_assert_cmpstr (recipe->name, ==, "a");
  g_assert_cmpstr (recipe->title, ==, "A server");
  g_assert_cmpuint (g_strv_length (recipe->units), ==, 2);
  g_assert_cmpstr (recipe->execs[0], ==, "/usr/sbin/a*");
  g_assert_cmpstr (recipe->passes_on, ==, "It starts jobs.");
  g_assert_cmpuint (recipe->needs->len, ==, 6);

  need = recipe->needs->pdata[0];
  g_assert_cmpint (need->weight, ==, HN_WEIGHT_NEEDED);
  g_assert_cmpint (need->resource, ==, HN_RESOURCE_CAPABILITY);
  g_assert_cmpuint (need->bits, ==, 1 << CAP_SETUID | 1 << CAP_SETGID);
  g_assert_cmpstr (need->reason, ==, "It becomes another account.");
  g_assert_cmpstr (need->source, ==, "tried");
  g_assert_null (need->distribution);
  g_assert_cmpuint (need->line, ==, 10);

  need = recipe->needs->pdata[1];
  g_assert_cmpint (need->resource, ==, HN_RESOURCE_CALLS);
  g_assert_true (hn_syscall_set_contains (&need->calls, (guint) hn_syscall_find ("setgroups")));
  g_assert_cmpuint (need->groups, ==, 1u << hn_syscall_group_find ("@setuid", 257));
  g_assert_cmpstr (need->distribution, ==, "debian");
  g_assert_cmpstr (need->versions, ==, "1.18-");

  need = recipe->needs->pdata[2];
  g_assert_cmpint (need->resource, ==, HN_RESOURCE_NETWORK);
  g_assert_null (need->distribution);

  need = recipe->needs->pdata[3];
  g_assert_cmpint (need->weight, ==, HN_WEIGHT_RARE);
  g_assert_cmpstr (need->what, ==, "/var/log/a");

  need = recipe->needs->pdata[4];
  g_assert_cmpint (need->weight, ==, HN_WEIGHT_COPES);
  g_assert_cmpuint (need->bits, ==, HN_BIT (AF_NETLINK));

  need = recipe->needs->pdata[5];
  g_assert_cmpint (need->directive, ==, HN_DIRECTIVE_PROTECT_SYSTEM);
  g_assert_cmpstr (need->value, ==, "strict");

  g_assert_cmpuint (recipe->proofs->len, ==, 3);
  g_assert_cmpstr (((HnProof *) recipe->proofs->pdata[2])->text, ==, "a | grep -q b=c");
}

/* Each mistake is found, in its line. */
static void
test_mistakes (void)
{
  static const struct
  {
    const char *text;
    guint line;
  } cases[] = {
    { "", 1 },
    { "Title=A\n", 1 },
    { "[Recipe\n", 1 },
    { "[Cake]\n", 1 },
    { "[Recipe]\nTitle=A\n", 3 },
    { "[Recipe]\nUnits=a.service\n", 3 },
    { "[Recipe]\nTitle\n", 2 },
    { "[Recipe]\nTitle=\n", 2 },
    { "[Recipe]\n=A\n", 2 },
    { "[Recipe]\nTitle=A\nTitle=B\n", 3 },
    { "[Recipe]\nFlavour=A\n", 2 },
    { "[Recipe]\nTitle=\xff\n", 2 },
    { HEAD "[Needs]\nsugar white = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncapability = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncapability CAP_SUGAR = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncapability 7 = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL CAP_SUGAR = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\nfamily AF_SUGAR = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\nnamespace sugar = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\nnetwork sugar = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncalls sugar = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncalls @sugar = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\nreads var = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ndirective Sugar = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ndirective ProtectSystem sweet = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ndirective ProtectSystem strict full = Sweet. | tried\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = Sweet.\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = | tried\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = Sweet. | rumour\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = Sweet. | tried | debian | new\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = Sweet. | tried | debian | -\n", 5 },
    { HEAD "[Needs]\ncapability CAP_KILL = Sweet. | tried | debian | 1- | more\n", 5 },
    { HEAD "[Works]\nurl=file:///etc/passwd\n", 5 },
    { HEAD "[Works]\nport=0\n", 5 },
    { HEAD "[Works]\nport=SSH\n", 5 },
    { HEAD "[Works]\nprayer=please\n", 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *place = g_strdup_printf ("/recipes/a.ini:%u: ", cases[i].line);
      HnRecipe *recipe =
          hn_recipe_parse ("/recipes/a.ini", cases[i].text, strlen (cases[i].text), &error);

      g_test_message ("%s", cases[i].text);
      g_assert_null (recipe);
      g_assert_error (error, HN_RECIPE_ERROR, HN_RECIPE_ERROR_WRONG);
      if (!g_str_has_prefix (error->message, place))
        g_error ("%s", error->message);
    }
}

static void
test_nul (void)
{
  static const char text[] = HEAD "\0[Needs]\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (hn_recipe_parse ("a.ini", text, sizeof text - 1, &error));
  g_assert_error (error, HN_RECIPE_ERROR, HN_RECIPE_ERROR_WRONG);
}

static void
test_find (void)
{
  static const char *const aliases[] = { "b.service", NULL };
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_recipe_free);

  g_ptr_array_add (all,
                   parse ("[Recipe]\nTitle=by program\nUnits=x.service\nPrograms=/usr/bin/a\n"));
  g_ptr_array_add (all, parse ("[Recipe]\nTitle=by pattern\nUnits=a*.service\n"));
  g_ptr_array_add (all, parse ("[Recipe]\nTitle=by name\nUnits=a.service b.service\n"));
  g_ptr_array_add (all, parse ("[Recipe]\nTitle=too late\nUnits=a.service\n"));

#define FOUND(...) (hn_recipe_find (all, __VA_ARGS__)->title)
  g_assert_cmpstr (FOUND ("a.service", NULL, "/usr/bin/a"), ==, "by name");
  g_assert_cmpstr (FOUND ("ab.service", NULL, "/usr/bin/a"), ==, "by pattern");
  g_assert_cmpstr (FOUND ("c.service", NULL, "/usr/bin/a"), ==, "by program");
  g_assert_cmpstr (FOUND ("c.service", aliases, NULL), ==, "by name");
#undef FOUND
  g_assert_null (hn_recipe_find (all, "c.service", NULL, "/usr/bin/c"));
  g_assert_null (hn_recipe_find (all, "c.service", NULL, NULL));
}

/* What another distribution needs is not needed here, unless nobody knows where here is. */
static void
test_distributions (void)
{
  static const char *const debian[] = { "ubuntu", "debian", NULL };
  static const char *const itself[] = { "debian", NULL };
  static const char *const fedora[] = { "fedora", NULL };
  g_autoptr (HnRecipe) recipe =
      parse ("[Recipe]\nTitle=A\nUnits=a.service\nTried=debian\n[Needs]\n"
             "capability CAP_KILL=A. | tried | debian\ncapability CAP_CHOWN=B. | tried\n");
  const HnRecipeNeed *there = recipe->needs->pdata[0], *everywhere = recipe->needs->pdata[1];

  g_assert_true (hn_recipe_need_holds (there, debian));
  g_assert_false (hn_recipe_need_holds (there, fedora));
  g_assert_true (hn_recipe_need_holds (there, NULL));
  g_assert_true (hn_recipe_need_holds (everywhere, fedora));
  g_assert_true (hn_recipe_is_tried (recipe, itself));
  /* What is like it is another one. */
  g_assert_false (hn_recipe_is_tried (recipe, debian));
  g_assert_false (hn_recipe_is_tried (recipe, fedora));
  g_assert_false (hn_recipe_is_tried (recipe, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/all", test_all);
  g_test_add_func ("/recipe/mistakes", test_mistakes);
  g_test_add_func ("/recipe/nul", test_nul);
  g_test_add_func ("/recipe/find", test_find);
  g_test_add_func ("/recipe/distributions", test_distributions);

  return g_test_run ();
}
