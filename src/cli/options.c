/* The table of options, from which both the parser and --help live.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "options.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "client/harden-check.h"
#include "protocol/helper1.h"
#include "protocol/observer1.h"
#include "terminal.h"

/* In seconds; the helper accepts no others. */
#define DEFAULT_CONFIRM 60

/* In seconds, for which a service is watched. */
#define DEFAULT_SECONDS 60

/* What a search does unless it is told otherwise, and how long it may watch within its hour. */
#define DEFAULT_WATCH 60
#define DEFAULT_TRIALS 6
#define LONGEST_WATCH 1800

/* Rules of older ones are not known. */
#define OLDEST_SYSTEMD 252u

G_DEFINE_QUARK (hn_usage_error_quark, hn_usage_error)

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
take_number (const char *value, guint at_least, guint at_most, guint *number)
{
  guint64 found;

  if (!g_ascii_string_to_unsigned (value, 10, at_least, at_most, &found, NULL))
    return FALSE;
  *number = (guint) found;

  return TRUE;
}

static gboolean
parse_threshold (HnOptions *self, const char *value, GError **error)
{
  return take_number (value, 0, 100, &self->threshold) ||
         wrong (error,
                _ ("--threshold takes a whole number from 0 to 100, in tenths of the exposure, "
                   "not “%s”"),
                value);
}

static gboolean
parse_sort (HnOptions *self, const char *value, GError **error)
{
  static const char *const words[] = {
    [HN_SORT_NAME] = "name",
    [HN_SORT_EXPOSURE] = "exposure",
    [HN_SORT_PRIORITY] = "priority",
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (value, words[i]) == 0)
      {
        self->sort = (HnSort) i;
        return TRUE;
      }

  return wrong (error, _ ("--sort takes name, exposure or priority, not “%s”"), value);
}

static gboolean
parse_systemd (HnOptions *self, const char *value, GError **error)
{
  self->offline = TRUE;

  return take_number (value, OLDEST_SYSTEMD, 9999, &self->systemd) ||
         wrong (error,
                _ ("--systemd takes the number of a version from %u on, such as 257, not “%s”"),
                OLDEST_SYSTEMD, value);
}

static gboolean
parse_confirm (HnOptions *self, const char *value, GError **error)
{
  return take_number (value, HN_CONFIRM_MIN, HN_CONFIRM_MAX, &self->confirm) ||
         wrong (error, _ ("--confirm takes a whole number of seconds from %u to %u, not “%s”"),
                (guint) HN_CONFIRM_MIN, (guint) HN_CONFIRM_MAX, value);
}

static gboolean
parse_seconds (HnOptions *self, const char *value, GError **error)
{
  return take_number (value, HN_WATCH_MIN, HN_WATCH_MAX, &self->seconds) ||
         wrong (error, _ ("--seconds takes a whole number from %u to %u, not “%s”"),
                (guint) HN_WATCH_MIN, (guint) HN_WATCH_MAX, value);
}

/* What was there then is all of it. */
static gboolean
parse_from_history (HnOptions *self, const char *value, GError **error)
{
  self->replace = TRUE;

  return take_number (value, 1, G_MAXINT, &self->from_history) ||
         wrong (error, _ ("--from-history takes a number that “history” shows, not “%s”"), value);
}

static gboolean
parse_level (HnOptions *self, const char *value, GError **error)
{
  return hn_harden_level_from_name (value, &self->level) ||
         wrong (error, _ ("--level takes careful, fitting or strict, not “%s”"), value);
}

static gboolean
parse_watch (HnOptions *self, const char *value, GError **error)
{
  return take_number (value, 0, LONGEST_WATCH, &self->watch) ||
         wrong (error, _ ("--watch takes a whole number of seconds from 0 to %d, not “%s”"),
                LONGEST_WATCH, value);
}

static gboolean
parse_max_trials (HnOptions *self, const char *value, GError **error)
{
  return take_number (value, 1, HN_SESSION_TRIALS - 1, &self->max_trials) ||
         wrong (error, _ ("--max-trials takes a whole number from 1 to %d, not “%s”"),
                HN_SESSION_TRIALS - 1, value);
}

static gboolean
parse_check (HnOptions *self, const char *value, GError **error)
{
  const char *mistake = hn_harden_check_find_mistake (value);

  if (mistake != NULL)
    /* Translators: what the person wrote, and what is wrong with it; keep --check */
    return wrong (error, _ ("--check=%s: %s"), value, mistake);
  g_ptr_array_add (self->checks, g_strdup (value));

  return TRUE;
}

static gboolean
parse_except (HnOptions *self, const char *value, GError **error)
{
  int check = hn_check_find (value);

  if (check < 0)
    return wrong (error, _ ("--except takes a check as “show --json” names it, not “%s”"), value);
  self->picks[check] = HN_HARDEN_LEAVE;

  return TRUE;
}

static gboolean
parse_root (HnOptions *self, const char *value, GError **error)
{
  g_free (self->root);
  self->root = g_canonicalize_filename (value, NULL);
  self->offline = TRUE;
  /* "/" is this machine, read from its files. */
  if (g_str_equal (self->root, "/"))
    g_clear_pointer (&self->root, g_free);

  return TRUE;
}

/* Which commands an option goes with, as bits. */
#define ANY (~0u)
#define BIT(command) (1u << (command))
#define OPTION_BIT(index) (G_GUINT64_CONSTANT (1) << (index))
#define ASSESSING (BIT (HN_COMMAND_LIST) | BIT (HN_COMMAND_SHOW) | BIT (HN_COMMAND_PREVIEW))
#define READING (ASSESSING | BIT (HN_COMMAND_ADVISE))
#define HARDEN BIT (HN_COMMAND_HARDEN)
#define BEGINNING (BIT (HN_COMMAND_TRY) | BIT (HN_COMMAND_REMOVE))

/* The field that an option sets: a gboolean, or a char * for one with a value. */
#define FIELD(name) G_STRUCT_OFFSET (HnOptions, name), NULL
#define PARSE(func) 0, func

static const struct
{
  const char *name;
  const char *value; /* what --help calls its value; NULL for an option without */
  const char *help;
  guint commands;
  gsize field;
  gboolean (*parse) (HnOptions *self, const char *value, GError **error); /* in its place */
} options[] = {
  { "all", NULL, N_ ("List oneshot services and those that are not loaded, too"),
    BIT (HN_COMMAND_LIST), FIELD (all) },
  /* Translators: keep the words behind the colon as they are */
  { "sort", N_ ("ORDER"), N_ ("Sort by ORDER: name, exposure, priority"), BIT (HN_COMMAND_LIST),
    PARSE (parse_sort) },
  { "json", NULL, N_ ("Print JSON for programs"), ANY, FIELD (json) },
  { "explain", NULL, N_ ("Say what each setting may break"), BIT (HN_COMMAND_SHOW),
    FIELD (explain) },
  { "user", NULL, N_ ("Look at your own services instead of the system's"), ANY, FIELD (user) },
  { "offline", NULL, N_ ("Read the unit files, ask no running manager"), READING, FIELD (offline) },
  /* Translators: keep the names of options as they are */
  { "root", N_ ("DIR"), N_ ("Read the unit files below DIR; implies --offline"), READING,
    PARSE (parse_root) },
  { "systemd", N_ ("VERSION"), N_ ("Judge the files as systemd VERSION does; implies --offline"),
    READING, PARSE (parse_systemd) },
  { "policy", N_ ("FILE"), N_ ("Weigh the checks as FILE says"),
    READING | BEGINNING | HARDEN | BIT (HN_COMMAND_HISTORY), FIELD (policy) },
  { "profile", N_ ("NAME|FILE"), N_ ("Put a portable profile on top"), READING, FIELD (profile) },
  { "threshold", N_ ("N"),
    N_ ("Exit with 3 when an exposure is above N, 0 to 100; 75 stands for 7.5"), ASSESSING,
    PARSE (parse_threshold) },
  { "confirm", N_ ("SECONDS"), N_ ("Take the change back when it is not kept within SECONDS"),
    BEGINNING | HARDEN, PARSE (parse_confirm) },
  { "keep", NULL, N_ ("Keep the change without asking once the service is healthy"),
    BEGINNING | HARDEN, FIELD (keep) },
  { "no-restart", NULL, N_ ("Do not restart the service"), BEGINNING, FIELD (no_restart) },
  { "replace", NULL, N_ ("Drop what earlier changes have set"),
    BIT (HN_COMMAND_PREVIEW) | BIT (HN_COMMAND_TRY), FIELD (replace) },
  { "from-history", N_ ("N"), N_ ("Try what was kept as number N of “history”, in place of lines"),
    BIT (HN_COMMAND_TRY), PARSE (parse_from_history) },
  { "leave-out", NULL, N_ ("Leave out lines that need the stronger permission"),
    BIT (HN_COMMAND_TRY), FIELD (leave_out) },
  { "bisect", NULL,
    N_ ("When the service does not work with them, find out by halves which line it is"),
    BIT (HN_COMMAND_TRY), FIELD (bisect) },
  { "untested", NULL, N_ ("Write without a trial where a service is never restarted"), BEGINNING,
    FIELD (untested) },
  { "level", N_ ("LEVEL"), N_ ("How far to go: careful, fitting or strict"), HARDEN,
    PARSE (parse_level) },
  { "watch", N_ ("SECONDS"), N_ ("Watch the service for SECONDS first; 0 does not watch it"),
    HARDEN, PARSE (parse_watch) },
  { "check", N_ ("URL|tcp:HOST:PORT|COMMAND"), N_ ("See by this whether the service works"), HARDEN,
    PARSE (parse_check) },
  { "except", N_ ("CHECK"), N_ ("Leave this right to the service"), HARDEN, PARSE (parse_except) },
  { "max-trials", N_ ("N"), N_ ("Try N changes at most"), HARDEN, PARSE (parse_max_trials) },
  { "seconds", N_ ("N"), N_ ("Watch for N seconds"), BIT (HN_COMMAND_WATCH),
    PARSE (parse_seconds) },
  { "restart", NULL, N_ ("Restart the service, to see how it starts"), BIT (HN_COMMAND_WATCH),
    FIELD (restart) },
  { "accepted", NULL, N_ ("List what is accepted, and why"), BIT (HN_COMMAND_LIST),
    FIELD (accepted) },
  { "worse", NULL, N_ ("List what got worse since you last looked; exit with 3 where anything did"),
    BIT (HN_COMMAND_LIST), FIELD (worse) },
  { "seen", NULL, N_ ("With --worse: count from what it is now"), BIT (HN_COMMAND_LIST),
    FIELD (seen) },
  { "note", N_ ("TEXT"), N_ ("Say why it is accepted"), BIT (HN_COMMAND_ACCEPT), FIELD (note) },
  { "until", N_ ("DATE"), N_ ("Count it again from DATE on; a year from now if not given"),
    BIT (HN_COMMAND_ACCEPT), FIELD (until) },
  { "everywhere", NULL, N_ ("Accept the checks for all services"), BIT (HN_COMMAND_ACCEPT),
    FIELD (everywhere) },
  { "everybody", NULL, N_ ("Accept it for everybody who looks, which takes permission"),
    BIT (HN_COMMAND_ACCEPT), FIELD (everybody) },
  { "withdraw", NULL, N_ ("Count again what was accepted"), BIT (HN_COMMAND_ACCEPT),
    FIELD (withdraw) },
  { "no-pager", NULL, N_ ("Do not show the output in a pager"), ANY, FIELD (no_pager) },
  { "help", NULL, N_ ("Show this help"), ANY, FIELD (help) },
  { "version", NULL, N_ ("Show the version"), ANY, FIELD (version) },
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
  { HN_COMMAND_ADVISE, "advise", N_ ("UNIT|FILE"),
    N_ ("Say what could be closed for a service, and what it needs"), 1, 1 },
  { HN_COMMAND_TRY, "try", N_ ("UNIT DIRECTIVE=VALUE…"),
    N_ ("Try these lines: take them back unless all is well"), 2, G_MAXUINT },
  { HN_COMMAND_KEEP, "keep", N_ ("[TRIAL|UNIT]"), N_ ("Keep a change that is being tried"), 0, 1 },
  { HN_COMMAND_REVERT, "revert", N_ ("[TRIAL|UNIT]"), N_ ("Take a change back that is being tried"),
    0, 1 },
  { HN_COMMAND_REMOVE, "remove", N_ ("UNIT…"),
    N_ ("Try to do without what earlier changes have set"), 1, G_MAXUINT },
  { HN_COMMAND_TRIALS, "trials", NULL, N_ ("List the changes that are being tried"), 0, 0 },
  { HN_COMMAND_HISTORY, "history", N_ ("[UNIT]"),
    N_ ("List what was kept of a service, or of all, and by whom"), 0, 1 },
  { HN_COMMAND_HARDEN, "harden", N_ ("UNIT…"),
    N_ ("Find the strictest settings that the service works with"), 1, G_MAXUINT },
  { HN_COMMAND_WATCH, "watch", N_ ("UNIT"), N_ ("Watch what a service uses, then show it"), 1, 1 },
  { HN_COMMAND_EVIDENCE, "evidence", N_ ("UNIT"),
    N_ ("Show for each check what was seen that speaks against it"), 1, 1 },
  { HN_COMMAND_ACCEPT, "accept", N_ ("[UNIT] [CHECK…]"),
    N_ ("Leave checks or a service out of counts, with a reason"), 1, G_MAXUINT },
  { HN_COMMAND_COMPLETE, "__complete", "units|directives|values|profiles|trials|checks", NULL, 1,
    2 },
};

void
hn_options_free (HnOptions *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->arguments);
  g_free (self->root);
  g_free (self->policy);
  g_free (self->profile);
  g_free (self->note);
  g_free (self->until);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_free (self);
}

static gboolean
take_option (HnOptions *self, guint index, const char *value, GError **error)
{
  gpointer field = G_STRUCT_MEMBER_P (self, options[index].field);

  if (value != NULL && *value == '\0')
    return wrong (error, _ ("--%s needs a value, --%s=%s"), options[index].name,
                  options[index].name, _ (options[index].value));

  self->given |= OPTION_BIT (index);
  if (options[index].parse != NULL)
    return options[index].parse (self, value, error);
  if (value != NULL)
    {
      g_free (*(char **) field);
      *(char **) field = g_strdup (value);
    }
  else
    {
      *(gboolean *) field = TRUE;
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

/* Takes the command off @words, and leaves what stands behind it to the options. */
static gboolean
take_command (HnOptions *self, GPtrArray *words, GError **error)
{
  const char *name;
  guint i, at_least, at_most;

  if (words->len == 0)
    return wrong (error, _ ("A command is missing, such as list or show"));

  name = words->pdata[0];
  for (i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      break;
  if (i == G_N_ELEMENTS (commands))
    return wrong (error, _ ("There is no command “%s”"), name);

  self->command = commands[i].id;
  name = commands[i].name;
  g_ptr_array_remove_index (words, 0);
  at_least = self->from_history > 0 ? 1 : commands[i].at_least;
  at_most = self->from_history > 0 ? 1 : commands[i].at_most;
  if (words->len < at_least)
    /* Translators: the second placeholder is what stands behind a command, "UNIT|FILE" */
    return wrong (error, _ ("Too few words: write %s %s"), name, _ (commands[i].arguments));
  if (words->len > at_most)
    return wrong (error, _ ("“%s” is one word too many for %s"), (char *) words->pdata[at_most],
                  name);
  for (i = 0; i < G_N_ELEMENTS (options); i++)
    if ((self->given & OPTION_BIT (i)) != 0 && (options[i].commands & BIT (self->command)) == 0 &&
        self->command != HN_COMMAND_COMPLETE)
      return wrong (error, _ ("--%s does not go with %s"), options[i].name, name);

  g_ptr_array_add (words, NULL);
  self->arguments = g_strdupv ((char **) words->pdata);

  return TRUE;
}

/* What is accepted is listed as a whole, and in its own order. */
static gboolean
check_accepted (HnOptions *self, GError **error)
{
  static const char *const others[] = { "all", "sort", "threshold", "worse", NULL };

  if (!self->accepted)
    return TRUE;
  if (self->arguments[0] != NULL)
    return wrong (error, _ ("“%s” is one word too many for %s"), self->arguments[0],
                  "list --accepted");
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    if ((self->given & OPTION_BIT (i)) != 0 && g_strv_contains (others, options[i].name))
      return wrong (error, _ ("--%s does not go with %s"), options[i].name, "list --accepted");

  return TRUE;
}

HnOptions *
hn_options_parse (char **words, GError **error)
{
  g_autoptr (HnOptions) self = g_new0 (HnOptions, 1);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  gboolean only_arguments = FALSE;
  char **next = words;

  g_return_val_if_fail (words != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self->threshold = 100;
  self->confirm = DEFAULT_CONFIRM;
  self->seconds = DEFAULT_SECONDS;
  self->level = HN_HARDEN_FITTING;
  self->watch = DEFAULT_WATCH;
  self->max_trials = DEFAULT_TRIALS;
  self->checks = g_ptr_array_new_with_free_func (g_free);

  /* The first word is the program's own name; a caller may leave even that out. */
  if (*next != NULL)
    next++;
  while (*next != NULL)
    {
      const char *word = *next;

      if (only_arguments || *word != '-' || word[1] == '\0')
        g_ptr_array_add (arguments, *next++);
      else if (g_str_equal (word, "--"))
        {
          only_arguments = TRUE;
          next++;
        }
      else if (g_str_has_prefix (word, "--"))
        {
          if (!parse_long_option (self, &next, error))
            return NULL;
        }
      else if (g_str_equal (word, "-h"))
        {
          self->help = TRUE;
        }
      else
        {
          wrong (error, _ ("There is no option %s"), word);
          return NULL;
        }

      /* With --help, whatever else is given does not matter. */
      if (self->help || self->version)
        {
          self->command = self->help ? HN_COMMAND_HELP : HN_COMMAND_VERSION;
          return g_steal_pointer (&self);
        }
    }

  self->scope = self->user ? HN_SCOPE_USER : HN_SCOPE_SYSTEM;

  if (!take_command (self, arguments, error) || !check_accepted (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
append_entry (GString *text, const char *left, const char *right)
{
  guint width = hn_terminal_get_text_width (left);

  g_string_append_printf (text, "  %s%*s %s\n", left, width < 36 ? (int) (36 - width) : 0, "",
                          right);
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
                             "wrong usage, 3 above the threshold; harden with 4 when nothing "
                             "stricter works, 5 when what works was not kept."),
                          _ ("See hardnutctl(1) for details."));

  return g_string_free (text, FALSE);
}
