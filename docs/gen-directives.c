/* Writes docs/directives.md, the reference page, from the catalogue: to the file that is named, or
 * to standard output. What the window says and what the page says are so the same.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "engine/catalogue/check.h"

#include <stdio.h>
#include <string.h>

/* Text in a table's cell: a bar would end it, and "*" or "<" would mean something else. */
static void
append_cell (GString *page, const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (strchr ("|*<_`", *text) != NULL)
        g_string_append_c (page, '\\');
      g_string_append_c (page, *text);
    }
}

static const char *
get_kind_text (HnKind kind)
{
  switch (kind)
    {
    case HN_KIND_BOOLEAN:
      return "`yes`, `no`";
    case HN_KIND_CHOICE:
      return "one of";
    case HN_KIND_SET:
      return "a list";
    case HN_KIND_CAPABILITIES:
      return "a list of capabilities; `~` in front: all but these";
    case HN_KIND_SYSCALLS:
      return "a list of system calls and `@groups`; `~` in front: all but these";
    case HN_KIND_ADDRESSES:
      return "a list of IP addresses with prefix lengths, or `any`, `localhost`, `link-local`, "
             "`multicast`";
    case HN_KIND_PATHS:
      return "a list of paths";
    case HN_KIND_MODE:
      return "an octal file mode";
    case HN_KIND_STRING:
      return "see the manual";
    default:
      g_assert_not_reached ();
    }
}

static void
append_values (GString *page, const HnDirective *directive)
{
  if (directive->choices == NULL || directive->type->kind != HN_KIND_CHOICE)
    g_string_append (page, get_kind_text (directive->type->kind));
  if (directive->choices == NULL)
    return;

  if (directive->type->kind != HN_KIND_CHOICE)
    g_string_append (page, " of ");
  for (const HnChoice *choice = directive->choices; choice->value != NULL; choice++)
    {
      g_string_append_printf (page, "%s`%s`", choice == directive->choices ? "" : ", ",
                              choice->value);
      if (choice->since > directive->since && choice->since > 252)
        g_string_append_printf (page, " (%u)", choice->since);
    }
}

static guint
get_weight (HnDirectiveId id)
{
  guint weight = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (hn_check_get (i)->directive == id)
      weight += hn_check_get (i)->weight;

  return weight;
}

static void
append_directive (GString *page, HnDirectiveId id)
{
  static const char *const risks[] = { "low", "medium", "high" };
  const HnDirective *directive = hn_directive_get (id);
  g_autofree char *uri = hn_directive_dup_manual_uri (id);
  guint weight = get_weight (id);

  g_string_append_printf (page, "| [`%s=`](%s) | ", directive->name, uri);
  if (directive->since == 0)
    g_string_append (page, "before 187");
  else
    g_string_append_printf (page, "%u", directive->since);
  g_string_append (page, " | ");
  append_values (page, directive);
  if (directive->flags & HN_DIRECTIVE_SYSTEM_ONLY)
    g_string_append (page, "; system services only");
  g_string_append (page, " | ");
  if (weight > 0)
    g_string_append_printf (page, "%u", weight);
  g_string_append (page, " | **");
  append_cell (page, directive->title);
  g_string_append (page, ".** ");
  append_cell (page, directive->why);
  g_string_append_printf (page, " | %s | ", risks[directive->risk]);
  append_cell (page, directive->breaks);
  g_string_append (page, " |\n");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GString) page = g_string_new (
      "<!-- SPDX-License-Identifier: GPL-3.0-or-later -->\n"
      "<!-- Made by docs/gen-directives.c; after a change of the catalogue: "
      "meson compile -C BUILD directives-page -->\n"
      "# The directives\n\n"
      "Every sandboxing directive that systemd 252 to 262 know, as Hardnut shows it.\n\n"
      "- *Since* is the version of systemd that brought the directive. A number behind a value is "
      "the version that brought the value, where that is newer than 252.\n"
      "- *Weight* is what the directive counts in the exposure, of 56,460 in all; without one it "
      "does not count.\n"
      "- *Risk* is how likely the strict setting stops a service that works today.\n");

  if (argc > 2)
    {
      g_printerr ("Usage: %s [FILE]\n", argv[0]);
      return 2;
    }

  for (int group = 0; group < HN_N_GROUPS; group++)
    {
      g_string_append_printf (page,
                              "\n## %s\n\n"
                              "| Directive | Since | Values | Weight | What it is for | Risk | "
                              "What it may break |\n"
                              "|---|---|---|---|---|---|---|\n",
                              hn_group_get_title (group));
      for (int id = 0; id < HN_N_DIRECTIVES; id++)
        if (hn_directive_get (id)->group == (HnGroup) group)
          append_directive (page, id);
    }

  if (argc == 2)
    {
      g_autoptr (GError) error = NULL;

      if (!g_file_set_contents (argv[1], page->str, (gssize) page->len, &error))
        {
          g_printerr ("%s\n", error->message);
          return 1;
        }
      return 0;
    }

  return fputs (page->str, stdout) < 0 || fflush (stdout) != 0 ? 1 : 0;
}
