/* Words for the shells' completions. They come from files alone, as Tab must not wait for a bus.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "commands.h"

#include <string.h>

#include "engine/validate.h"
#include "engine/catalogue/syscalls.h"
#include "source/files/profile.h"
#include "source/files/unit-loader.h"
#include "terminal.h"

/* Takes over @words. */
static void
append_words (GString *text, GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", words[i]);
  g_strfreev (words);
}

static void
append_units (GString *text, const HnOptions *options)
{
  g_autoptr (HnUnitLoader) loader = hn_unit_loader_new (options->root, options->scope, 0);

  append_words (text, hn_unit_loader_list (loader));
}

static void
append_directives (GString *text)
{
  for (guint i = 0; i < HN_N_DIRECTIVES; i++)
    g_string_append_printf (text, "%s=\n", hn_directive_get ((HnDirectiveId) i)->name);
}

static void
append_checks (GString *text)
{
  for (guint i = 0; i < HN_N_CHECKS; i++)
    g_string_append_printf (text, "%s\n", hn_check_get (i)->json_field);
}

/* What may stand behind "NAME=", as far as the catalogue knows its words. */
static void
append_values (GString *text, const char *name)
{
  HnDirectiveId id = hn_directive_find (name);
  const HnDirective *directive;

  if (id == HN_DIRECTIVE_NONE)
    return;

  directive = hn_directive_get (id);
  if (directive->type->kind == HN_KIND_BOOLEAN)
    g_string_append (text, "yes\nno\n");
  for (const HnChoice *choice = directive->choices; choice != NULL && choice->value != NULL;
       choice++)
    g_string_append_printf (text, "%s\n", choice->value);
  if (directive->type->kind == HN_KIND_SYSCALLS)
    for (guint i = 0; i < HN_N_SYSCALL_GROUPS; i++)
      g_string_append_printf (text, "%s\n~%s\n", hn_syscall_group_get_name ((HnSyscallGroup) i),
                              hn_syscall_group_get_name ((HnSyscallGroup) i));
}

/* Services of which a change is being tried: it stands in a folder of its own until it is kept. */
static void
append_trials (GString *text, HnScope scope)
{
  g_autofree char *path = NULL;
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (scope == HN_SCOPE_USER)
    path = g_build_filename (g_get_user_runtime_dir (), "systemd", "user.control", NULL);
  else
    path = g_strdup ("/run/systemd/system.control");
  folder = g_dir_open (path, 0, NULL);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *drop_in = g_build_filename (path, name, HN_DROP_IN_NAME, NULL);

      /* A removal is a link that leads to /dev/null. */
      if (g_str_has_suffix (name, ".service.d") && g_file_test (drop_in, G_FILE_TEST_EXISTS))
        g_string_append_printf (text, "%.*s\n", (int) (strlen (name) - strlen (".d")), name);
    }
}

HnExit
hn_command_complete (const HnOptions *options, GError **error)
{
  const char *what = options->arguments[0];
  g_autoptr (GString) text = g_string_new (NULL);

  if (g_str_equal (what, "units"))
    append_units (text, options);
  else if (g_str_equal (what, "profiles"))
    append_words (text, hn_profile_list (options->scope, options->root));
  else if (g_str_equal (what, "trials"))
    append_trials (text, options->scope);
  else if (g_str_equal (what, "checks"))
    append_checks (text);
  else if (g_str_equal (what, "directives"))
    append_directives (text);
  else if (g_str_equal (what, "values") && options->arguments[1] != NULL)
    append_values (text, options->arguments[1]);

  return hn_terminal_print_raw (text->str, error) ? HN_EXIT_OK : HN_EXIT_FAILURE;
}
