/* The table of options, from which both the parser and --help live.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "protocol/helper1.h"
#include "terminal.h"

/* In seconds; the helper accepts no others. */
#define DEFAULT_CONFIRM 60

/* Rules of older ones are not known. */
#define OLDEST_SYSTEMD 252u

G_DEFINE_QUARK (hn - usage - error - quark, hn_usage_error)

typedef enum
{
  OPTION_ALL,
  OPTION_BISECT,
  OPTION_CONFIRM,
  OPTION_EXPLAIN,
  OPTION_HELP,
  OPTION_JSON,
  OPTION_KEEP,
  OPTION_LEAVE_OUT,
  OPTION_NO_PAGER,
  OPTION_NO_RESTART,
  OPTION_OFFLINE,
  OPTION_POLICY,
  OPTION_PROFILE,
  OPTION_REPLACE,
  OPTION_ROOT,
  OPTION_SYSTEMD,
  OPTION_THRESHOLD,
  OPTION_UNTESTED,
  OPTION_USER,
  OPTION_VERSION,
} OptionId;

/* Which commands an option goes with, as bits. */
#define ANY (~0u)
#define BIT(command) (1u << (command))
#define READING (BIT (HN_COMMAND_LIST) | BIT (HN_COMMAND_SHOW) | BIT (HN_COMMAND_PREVIEW))
#define BEGINNING (BIT (HN_COMMAND_TRY) | BIT (HN_COMMAND_REMOVE))

static const struct
{
  OptionId id;
  const char *name;
  const char *value; /* what --help calls its value; NULL for an option without */
  const char *help;
  guint commands;
} options[] = {
  { OPTION_ALL, "all", NULL, N_ ("List oneshot services and those that are not loaded, too"),
    BIT (HN_COMMAND_LIST) },
  { OPTION_JSON, "json", NULL, N_ ("Print JSON for programs"), ANY },
  { OPTION_EXPLAIN, "explain", NULL, N_ ("Say what each setting may break"),
    BIT (HN_COMMAND_SHOW) },
  { OPTION_USER, "user", NULL, N_ ("Look at your own services instead of the system's"), ANY },
  { OPTION_OFFLINE, "offline", NULL, N_ ("Read the unit files, ask no running manager"), READING },
  /* Translators: keep the names of options as they are */
  { OPTION_ROOT, "root", N_ ("DIR"), N_ ("Read the unit files below DIR; implies --offline"),
    READING },
  { OPTION_SYSTEMD, "systemd", N_ ("VERSION"),
    N_ ("Judge the files as systemd VERSION does; implies --offline"), READING },
  { OPTION_POLICY, "policy", N_ ("FILE"), N_ ("Weigh the checks as FILE says"),
    READING | BEGINNING },
  { OPTION_PROFILE, "profile", N_ ("NAME|FILE"), N_ ("Put a portable profile on top"), READING },
  { OPTION_THRESHOLD, "threshold", N_ ("N"),
    N_ ("Exit with 3 when an exposure is above N, 0 to 100; 75 stands for 7.5"), READING },
  { OPTION_CONFIRM, "confirm", N_ ("SECONDS"),
    N_ ("Take the change back when it is not kept within SECONDS"), BEGINNING },
  { OPTION_KEEP, "keep", NULL, N_ ("Keep the change without asking once the service is healthy"),
    BEGINNING },
  { OPTION_NO_RESTART, "no-restart", NULL, N_ ("Do not restart the service"), BEGINNING },
  { OPTION_REPLACE, "replace", NULL, N_ ("Drop what earlier changes have set"),
    BIT (HN_COMMAND_PREVIEW) | BIT (HN_COMMAND_TRY) },
  { OPTION_LEAVE_OUT, "leave-out", NULL, N_ ("Leave out lines that need the stronger permission"),
    BIT (HN_COMMAND_TRY) },
  { OPTION_BISECT, "bisect", NULL,
    N_ ("When the service does not work with them, find out by halves which line it is"),
    BIT (HN_COMMAND_TRY) },
  { OPTION_UNTESTED, "untested", NULL,
    N_ ("Write without a trial where a service is never restarted"), BEGINNING },
  { OPTION_NO_PAGER, "no-pager", NULL, N_ ("Do not show the output in a pager"), ANY },
  { OPTION_HELP, "help", NULL, N_ ("Show this help"), ANY },
  { OPTION_VERSION, "version", NULL, N_ ("Show the version"), ANY },
};

static const struct
{
  HnCommand id;
  const char *name;
  const char *arguments; /* NULL for none */
  const char *help;      /* NULL hides it */
  guint at_least, at_most;
} commands[] = {
  { HN_COMMAND_LIST, "list", N_ ("[UNIT|PATTERN…]"), N_ ("List services with their exposure"), 0,
    G_MAXUINT },
  { HN_COMMAND_SHOW, "show", N_ ("UNIT|PATTERN|FILE…"), N_ ("Show each check of a service"), 1,
    G_MAXUINT },
  { HN_COMMAND_PREVIEW, "preview", N_ ("UNIT|FILE DIRECTIVE=VALUE…"),
    N_ ("Show what a drop-in with these lines would change"), 2, G_MAXUINT },
  { HN_COMMAND_TRY, "try", N_ ("UNIT DIRECTIVE=VALUE…"),
    N_ ("Try these lines: take them back unless all is well"), 2, G_MAXUINT },
  { HN_COMMAND_KEEP, "keep", N_ ("[TRIAL|UNIT]"), N_ ("Keep a change that is being tried"), 0, 1 },
  { HN_COMMAND_REVERT, "revert", N_ ("[TRIAL|UNIT]"), N_ ("Take a change back that is being tried"),
    0, 1 },
  { HN_COMMAND_REMOVE, "remove", N_ ("UNIT"),
    N_ ("Try to do without what earlier changes have set"), 1, 1 },
  { HN_COMMAND_TRIALS, "trials", NULL, N_ ("List the changes that are being tried"), 0, 0 },
  { HN_COMMAND_COMPLETE, "__complete", "units|directives|values|profiles|trials", NULL, 1, 2 },
};

void
hn_options_free (HnOptions *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->arguments);
  g_free (self->root);
  g_free (self->policy);
  g_free (self->profile);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
wrong (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (HN_USAGE_ERROR, HN_USAGE_ERROR_WRONG, format, args);
  va_end (args);

  return FALSE;
}

static gboolean
parse_threshold (HnOptions *self, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, 0, 100, &number, NULL))
    return wrong (error,
                  _ ("--threshold takes a whole number from 0 to 100, in tenths of the exposure, "
                     "not “%s”"),
                  value);
  self->threshold = (guint) number;

  return TRUE;
}

static gboolean
parse_systemd (HnOptions *self, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, OLDEST_SYSTEMD, 9999, &number, NULL))
    return wrong (error,
                  _ ("--systemd takes the number of a version from %u on, such as 257, not “%s”"),
                  OLDEST_SYSTEMD, value);
  self->systemd = (guint) number;

  return TRUE;
}

static gboolean
parse_confirm (HnOptions *self, const char *value, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (value, 10, (guint) HN_CONFIRM_MIN, (guint) HN_CONFIRM_MAX,
                                   &number, NULL))
    return wrong (error, _ ("--confirm takes a whole number of seconds from %u to %u, not “%s”"),
                  (guint) HN_CONFIRM_MIN, (guint) HN_CONFIRM_MAX, value);
  self->confirm = (guint) number;

  return TRUE;
}

static gboolean
take_option (HnOptions *self, guint index, const char *value, GError **error)
{
  if (value != NULL && *value == '\0')
    return wrong (error, _ ("--%s needs a value, --%s=%s"), options[index].name,
                  options[index].name, _ (options[index].value));

  self->given |= 1u << index;
  switch (options[index].id)
    {
    case OPTION_ALL:
      self->all = TRUE;
      break;
    case OPTION_CONFIRM:
      return parse_confirm (self, value, error);
    case OPTION_EXPLAIN:
      self->explain = TRUE;
      break;
    case OPTION_HELP:
      self->command = HN_COMMAND_HELP;
      break;
    case OPTION_JSON:
      self->json = TRUE;
      break;
    case OPTION_KEEP:
      self->keep = TRUE;
      break;
    case OPTION_LEAVE_OUT:
      self->leave_out = TRUE;
      break;
    case OPTION_NO_PAGER:
      self->no_pager = TRUE;
      break;
    case OPTION_NO_RESTART:
      self->no_restart = TRUE;
      break;
    case OPTION_OFFLINE:
      self->offline = TRUE;
      break;
    case OPTION_POLICY:
      g_free (self->policy);
      self->policy = g_strdup (value);
      break;
    case OPTION_PROFILE:
      g_free (self->profile);
      self->profile = g_strdup (value);
      break;
    case OPTION_REPLACE:
      self->replace = TRUE;
      break;
    case OPTION_ROOT:
      g_free (self->root);
      self->root = g_canonicalize_filename (value, NULL);
      self->offline = TRUE;
      /* "/" is this machine, read from its files. */
      if (g_str_equal (self->root, "/"))
        g_clear_pointer (&self->root, g_free);
      break;
    case OPTION_SYSTEMD:
      self->offline = TRUE;
      return parse_systemd (self, value, error);
    case OPTION_THRESHOLD:
      return parse_threshold (self, value, error);
    case OPTION_BISECT:
      self->bisect = TRUE;
      break;
    case OPTION_UNTESTED:
      self->untested = TRUE;
      break;
    case OPTION_USER:
      self->scope = HN_SCOPE_USER;
      break;
    case OPTION_VERSION:
      self->command = HN_COMMAND_VERSION;
      break;
    default:
      g_assert_not_reached ();
    }

  return TRUE;
}

/* Takes one "--name", "--name=value" or "--name value"; @next moves over the words it used. */
static gboolean
parse_long_option (HnOptions *self, char ***next, GError **error)
{
  const char *word = *(*next)++ + strlen ("--");
  const char *equals = strchr (word, '=');
  g_autofree char *name = equals != NULL ? g_strndup (word, equals - word) : g_strdup (word);
  const char *value = equals != NULL ? equals + 1 : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      if (!g_str_equal (options[i].name, name))
        continue;
      if (options[i].value == NULL)
        {
          if (value != NULL)
            return wrong (error, _ ("--%s takes no value"), name);
          return take_option (self, i, NULL, error);
        }
      if (value == NULL && **next == NULL)
        return wrong (error, _ ("--%s needs a value, --%s=%s"), name, name, _ (options[i].value));
      if (value == NULL)
        value = *(*next)++;
      return take_option (self, i, value, error);
    }

  return wrong (error, _ ("There is no option --%s"), name);
}

static gboolean
take_command (HnOptions *self, GError **error)
{
  g_autofree char *name = NULL;
  guint i;

  if (self->arguments->len == 0)
    return wrong (error, _ ("A command is missing, such as list or show"));

  name = g_strdup (g_ptr_array_index (self->arguments, 0));
  for (i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      break;
  if (i == G_N_ELEMENTS (commands))
    return wrong (error, _ ("There is no command “%s”"), name);

  self->command = commands[i].id;
  g_ptr_array_remove_index (self->arguments, 0);
  if (self->arguments->len < commands[i].at_least)
    /* Translators: the second placeholder is what stands behind a command, "UNIT|FILE" */
    return wrong (error, _ ("Too few words: write %s %s"), commands[i].name,
                  _ (commands[i].arguments));
  if (self->arguments->len > commands[i].at_most)
    return wrong (error, _ ("“%s” is one word too many for %s"),
                  (char *) g_ptr_array_index (self->arguments, commands[i].at_most),
                  commands[i].name);
  for (i = 0; i < G_N_ELEMENTS (options); i++)
    if ((self->given & (1u << i)) != 0 && (options[i].commands & BIT (self->command)) == 0 &&
        self->command != HN_COMMAND_COMPLETE)
      return wrong (error, _ ("--%s does not go with %s"), options[i].name, name);

  return TRUE;
}

HnOptions *
hn_options_parse (char **words, GError **error)
{
  g_autoptr (HnOptions) self = g_new0 (HnOptions, 1);
  gboolean only_arguments = FALSE;
  char **next = words;

  g_return_val_if_fail (words != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self->arguments = g_ptr_array_new_with_free_func (g_free);
  self->threshold = 100;
  self->confirm = DEFAULT_CONFIRM;
  self->command = HN_COMMAND_LIST;

  /* The first word is the program's own name; a caller may leave even that out. */
  if (*next != NULL)
    next++;
  while (*next != NULL)
    {
      if (!only_arguments && g_str_equal (*next, "--"))
        {
          only_arguments = TRUE;
          next++;
        }
      else if (!only_arguments && g_str_has_prefix (*next, "--"))
        {
          if (!parse_long_option (self, &next, error))
            return NULL;
          /* What else stands there does not matter to somebody who asks for help. */
          if (self->command == HN_COMMAND_HELP || self->command == HN_COMMAND_VERSION)
            return g_steal_pointer (&self);
        }
      else if (!only_arguments && g_str_equal (*next, "-h"))
        {
          self->command = HN_COMMAND_HELP;
          return g_steal_pointer (&self);
        }
      else if (!only_arguments && **next == '-' && (*next)[1] != '\0')
        {
          wrong (error, _ ("There is no option %s"), *next);
          return NULL;
        }
      else
        {
          g_ptr_array_add (self->arguments, g_strdup (*next++));
        }
    }

  if (!take_command (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
append_entry (GString *text, const char *left, const char *right)
{
  guint width = hn_terminal_get_text_width (left);

  g_string_append_printf (text, "  %s", left);
  for (; width < 36; width++)
    g_string_append_c (text, ' ');
  g_string_append_printf (text, " %s\n", right);
}

char *
hn_options_dup_help (void)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s\n\n", _ ("hardnutctl [OPTIONS…] COMMAND …"));
  g_string_append_printf (text, "%s\n\n",
                          _ ("Shows how exposed systemd services are, why, and what would help, "
                             "and hardens them."));
  /* Translators: heading over the commands of hardnutctl */
  g_string_append_printf (text, "%s\n", _ ("Commands:"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *left = NULL;

      if (commands[i].help == NULL)
        continue;
      left = g_strjoin (" ", commands[i].name,
                        commands[i].arguments != NULL ? _ (commands[i].arguments) : NULL, NULL);
      append_entry (text, left, _ (commands[i].help));
    }
  /* Translators: heading over the options of hardnutctl */
  g_string_append_printf (text, "\n%s\n", _ ("Options:"));
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autofree char *left = NULL;

      left = g_strconcat ("--", options[i].name, options[i].value != NULL ? "=" : NULL,
                          options[i].value != NULL ? _ (options[i].value) : NULL, NULL);
      append_entry (text, left, _ (options[i].help));
    }
  g_string_append_printf (text, "\n%s\n%s\n",
                          _ ("Exits with 0, 1 on failure or when a change was taken back, 2 on "
                             "wrong usage, 3 above the threshold."),
                          _ ("See hardnutctl(1) for details."));

  return g_string_free (text, FALSE);
}
