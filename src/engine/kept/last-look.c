/* The file is a key file: a group for each service, in which a check is a letter.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/kept/last-look.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "engine/drop-in.h"

#define HEAD "Hardnut"
#define TIME_FORM "%Y-%m-%dT%H:%M:%SZ"
/* More causes than this are a number. */
#define MAX_CAUSES 4

/* A look is as good as another one so much later (in seconds). */
#define FRESH 3600

#define NA G_MAXUINT8
#define UNKNOWN (G_MAXUINT8 - 1)
#define LARGEST 35

/* One service as it was. */
typedef struct
{
  gint64 since;                /* when somebody last looked while it was so */
  guint8 badness[HN_N_CHECKS]; /* or NA, or UNKNOWN */
  GStrv drop_ins;
  gboolean reach_known;
  gboolean network;
  HnDrift drift; /* that somebody has seen */
} Looked;

struct _HnLastLook
{
  GHashTable *services; /* name -> Looked */
  gboolean begun;       /* somebody has looked before */
};

static const char *const drift_names[HN_N_DRIFTS] = { "none", "gone", "edited", "overridden" };

G_DEFINE_QUARK (hn_last_look_error_quark, hn_last_look_error)

const char *
hn_drift_get_name (HnDrift drift)
{
  return drift_names[drift];
}

static void
looked_free (gpointer data)
{
  Looked *looked = data;

  g_strfreev (looked->drop_ins);
  g_free (looked);
}

HnLastLook *
hn_last_look_new (void)
{
  HnLastLook *self = g_new0 (HnLastLook, 1);

  self->services = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, looked_free);

  return self;
}

void
hn_last_look_free (HnLastLook *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->services);
  g_free (self);
}

gboolean
hn_last_look_has_begun (const HnLastLook *self)
{
  return self->begun;
}

/* ---- The file ---- */

static char
to_letter (guint8 badness)
{
  if (badness == NA)
    return '-';
  if (badness == UNKNOWN)
    return '?';

  return badness < 10 ? (char) ('0' + badness) : (char) ('a' + badness - 10);
}

static gboolean
from_letter (char letter, guint8 *badness)
{
  if (letter == '-')
    *badness = NA;
  else if (letter == '?')
    *badness = UNKNOWN;
  else if (g_ascii_isdigit (letter))
    *badness = (guint8) (letter - '0');
  else if (letter >= 'a' && letter <= 'z')
    *badness = (guint8) (letter - 'a' + 10);
  else
    return FALSE;

  return TRUE;
}

static void
write_one (GKeyFile *file, const char *unit, const Looked *looked)
{
  g_autoptr (GDateTime) since = g_date_time_new_from_unix_utc (looked->since);
  g_autofree char *when = since != NULL ? g_date_time_format (since, TIME_FORM) : NULL;
  char letters[HN_N_CHECKS + 1] = { 0 };

  for (guint i = 0; i < HN_N_CHECKS; i++)
    letters[i] = to_letter (looked->badness[i]);
  g_key_file_set_string (file, unit, "Since", when != NULL ? when : "");
  g_key_file_set_string (file, unit, "Checks", letters);
  if (looked->reach_known)
    g_key_file_set_boolean (file, unit, "Network", looked->network);
  if (looked->drift != HN_DRIFT_NONE)
    g_key_file_set_string (file, unit, "Drift", drift_names[looked->drift]);
  if (looked->drop_ins != NULL)
    g_key_file_set_string_list (file, unit, "DropIns", (const char *const *) looked->drop_ins,
                                g_strv_length (looked->drop_ins));
}

char *
hn_last_look_to_text (const HnLastLook *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GList) units = g_hash_table_get_keys (self->services);
  const char *names[HN_N_CHECKS];

  for (guint i = 0; i < HN_N_CHECKS; i++)
    names[i] = hn_check_get (i)->json_field;
  g_key_file_set_comment (file, NULL, NULL, _ (" What services were when you last looked at them."),
                          NULL);
  g_key_file_set_string_list (file, HEAD, "Checks", names, HN_N_CHECKS);
  units = g_list_sort (units, (GCompareFunc) strcmp);
  for (GList *i = units; i != NULL; i = i->next)
    write_one (file, i->data, g_hash_table_lookup (self->services, i->data));

  return g_key_file_to_data (file, NULL, NULL);
}

G_GNUC_PRINTF (3, 4)
static gboolean
complain (const char *path, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, HN_LAST_LOOK_ERROR, HN_LAST_LOOK_ERROR_FILE, "%s: %s", path, message);

  return FALSE;
}

static gboolean
read_drift (GKeyFile *file, const char *unit, HnDrift *drift)
{
  g_autofree char *name = g_key_file_get_string (file, unit, "Drift", NULL);

  *drift = HN_DRIFT_NONE;
  for (HnDrift i = 0; name != NULL; i++)
    {
      if (i == HN_N_DRIFTS)
        return FALSE;
      *drift = i;
      if (g_str_equal (name, drift_names[i]))
        break;
    }

  return TRUE;
}

/* @checks: the index of each letter, or -1 for a check that there is no more */
static Looked *
read_one (GKeyFile *file, const char *unit, GArray *checks)
{
  g_autofree char *since = g_key_file_get_string (file, unit, "Since", NULL);
  g_autofree char *letters = g_key_file_get_string (file, unit, "Checks", NULL);
  g_autoptr (GDateTime) when = since != NULL ? g_date_time_new_from_iso8601 (since, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  Looked *looked = g_new0 (Looked, 1);
  gboolean good = when != NULL && letters != NULL && strlen (letters) == checks->len;

  memset (looked->badness, UNKNOWN, sizeof looked->badness);
  for (guint i = 0; good && i < checks->len; i++)
    {
      int check = g_array_index (checks, int, i);
      guint8 badness;

      good = from_letter (letters[i], &badness);
      if (good && check >= 0)
        looked->badness[check] = badness;
    }
  looked->since = when != NULL ? g_date_time_to_unix (when) : 0;
  looked->reach_known = g_key_file_has_key (file, unit, "Network", NULL);
  if (looked->reach_known)
    looked->network = g_key_file_get_boolean (file, unit, "Network", &error);
  looked->drop_ins = g_key_file_get_string_list (file, unit, "DropIns", NULL, NULL);
  good = good && error == NULL && read_drift (file, unit, &looked->drift);
  if (!good)
    g_clear_pointer (&looked, looked_free);

  return looked;
}

HnLastLook *
hn_last_look_parse (const char *path, const char *text, gsize length, GError **error)
{
  g_autoptr (HnLastLook) self = hn_last_look_new ();
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GArray) checks = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GError) wrong = NULL;
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &wrong))
    {
      complain (path, error, "%s", wrong->message);
      return NULL;
    }
  names = g_key_file_get_string_list (file, HEAD, "Checks", NULL, &wrong);
  if (names == NULL)
    {
      complain (path, error, "%s", wrong->message);
      return NULL;
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      int check = hn_check_find (names[i]);

      g_array_append_val (checks, check);
    }
  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    {
      Looked *looked;

      if (g_str_equal (groups[i], HEAD))
        continue;
      looked = read_one (file, groups[i], checks);
      if (looked == NULL || g_hash_table_size (self->services) == HN_LAST_LOOK_MAX)
        {
          g_clear_pointer (&looked, looked_free);
          /* Translators: in a file about all services; %s is one of them */
          complain (path, error, _ ("What it says of %s makes no sense"), groups[i]);
          return NULL;
        }
      g_hash_table_insert (self->services, g_strdup (groups[i]), looked);
    }
  self->begun = TRUE;

  return g_steal_pointer (&self);
}

/* ---- Comparing ---- */

/* What a policy does not look at is not known. */
static guint8
get_badness (const HnFinding *finding)
{
  if (finding->weight == 0)
    return UNKNOWN;

  return finding->badness == HN_BADNESS_NA ? NA : (guint8) MIN (finding->badness, LARGEST);
}

static Looked *
looked_new (const HnPresent *present, gint64 now)
{
  Looked *looked = g_new0 (Looked, 1);

  looked->since = now;
  for (guint i = 0; i < HN_N_CHECKS; i++)
    looked->badness[i] = get_badness (&present->assessment->findings[i]);
  looked->drop_ins = g_strdupv ((GStrv) present->drop_ins);
  looked->reach_known = present->reach_known;
  looked->network = present->network;

  return looked;
}

/* By the weights of today: another policy makes no service worse. */
static guint
get_exposure (const Looked *looked, const HnAssessment *assessment)
{
  guint64 badness_sum = 0, weight_sum = 0;

  for (guint i = 0; i < HN_N_CHECKS; i++)
    {
      const HnFinding *finding = &assessment->findings[i];
      guint8 badness = looked->badness[i];

      if (badness == UNKNOWN)
        badness = get_badness (finding);
      if (badness == NA || badness == UNKNOWN || finding->range == 0)
        continue;
      badness_sum += (badness * finding->weight + finding->range - 1) / finding->range;
      weight_sum += finding->weight;
    }

  return weight_sum > 0 ? (guint) ((badness_sum * 100 + weight_sum - 1) / weight_sum) : 0;
}

static gboolean
is_worse_at (const Looked *looked, const HnAssessment *assessment, guint check)
{
  guint8 before = looked->badness[check];
  guint8 after = get_badness (&assessment->findings[check]);

  return before != UNKNOWN && after != UNKNOWN && after != NA &&
         after > (before == NA ? 0 : before);
}

static int
compare_shares (gconstpointer a, gconstpointer b, gpointer data)
{
  const HnAssessment *assessment = data;
  guint one = *(const guint *) a, other = *(const guint *) b;
  guint first = assessment->findings[one].share, second = assessment->findings[other].share;

  return first != second ? (first > second ? -1 : 1) : (one < other ? -1 : one > other);
}

/* Adds those of @paths that @others has not. */
static void
add_missing (GPtrArray *missing, const char *const *paths, const char *const *others)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_strv_contains (others, paths[i]))
      g_ptr_array_add (missing, g_strdup (paths[i]));
}

static HnWorse *
worse_new (const HnPresent *present)
{
  HnWorse *self = g_new0 (HnWorse, 1);

  self->unit = g_strdup (present->unit);
  self->before = self->after = present->assessment->exposure;
  self->checks = g_array_new (FALSE, FALSE, sizeof (guint));
  self->gone = g_ptr_array_new_with_free_func (g_free);
  self->added = g_ptr_array_new_with_free_func (g_free);
  self->causes = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
worse_free (gpointer data)
{
  HnWorse *self = data;

  g_free (self->unit);
  g_free (self->drift_place);
  g_array_unref (self->checks);
  g_ptr_array_unref (self->gone);
  g_ptr_array_unref (self->added);
  g_ptr_array_unref (self->causes);
  g_free (self);
}

/* What the account that looks has decided itself is no news to it. */
static gboolean
is_asked_for (const Looked *looked, const HnPresent *present)
{
  return present->kept_here && present->kept >= looked->since && present->drift == HN_DRIFT_NONE;
}

static void
compare_exposure (HnWorse *self, const Looked *looked, const HnPresent *present)
{
  guint before = get_exposure (looked, present->assessment);

  if (before >= present->assessment->exposure || is_asked_for (looked, present))
    return;
  self->before = before;
  for (guint i = 0; i < HN_N_CHECKS; i++)
    if (is_worse_at (looked, present->assessment, i))
      g_array_append_val (self->checks, i);
  g_array_sort_with_data (self->checks, compare_shares, (gpointer) present->assessment);
  if (looked->drop_ins == NULL || present->drop_ins == NULL)
    return;
  add_missing (self->gone, (const char *const *) looked->drop_ins, present->drop_ins);
  add_missing (self->added, present->drop_ins, (const char *const *) looked->drop_ins);
}

/* (transfer full) (nullable): %NULL where nothing is worse */
static HnWorse *
compare_one (const Looked *looked, gboolean begun, const HnPresent *present)
{
  HnWorse *self = worse_new (present);
  gboolean known = looked == NULL || looked->reach_known;

  self->since = looked != NULL ? looked->since : 0;
  if (looked != NULL)
    compare_exposure (self, looked, present);
  if (present->drift != HN_DRIFT_NONE && (looked == NULL || looked->drift != present->drift))
    {
      self->drift = present->drift;
      self->drift_place = g_strdup (present->drift_place);
    }
  if (begun && known && present->reach_known && present->network &&
      (looked == NULL || !looked->network))
    {
      self->reached = TRUE;
      self->is_new = looked == NULL;
    }
  if (self->before == self->after && self->drift == HN_DRIFT_NONE && !self->reached)
    g_clear_pointer (&self, worse_free);

  return self;
}

static int
compare_worse (gconstpointer a, gconstpointer b)
{
  const HnWorse *one = *(HnWorse *const *) a, *other = *(HnWorse *const *) b;
  guint first = one->after - one->before, second = other->after - other->before;

  if (one->reached != other->reached)
    return one->reached ? -1 : 1;

  return first != second ? (first > second ? -1 : 1) : strcmp (one->unit, other->unit);
}

/* A service that is not there now may come back, and is remembered as long as there is room. */
static void
drop_oldest (HnLastLook *self, GPtrArray *present)
{
  g_autoptr (GHashTable) units = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer unit;

  if (g_hash_table_size (self->services) + present->len <= HN_LAST_LOOK_MAX)
    return;
  for (guint i = 0; i < present->len; i++)
    g_hash_table_add (units, (gpointer) ((HnPresent *) present->pdata[i])->unit);
  g_hash_table_iter_init (&iter, self->services);
  while (g_hash_table_iter_next (&iter, &unit, NULL))
    if (!g_hash_table_contains (units, unit))
      g_hash_table_iter_remove (&iter);
}

static gboolean
looked_equal (const Looked *a, const Looked *b)
{
  if (a->drop_ins != NULL && b->drop_ins != NULL
          ? !g_strv_equal ((const char *const *) a->drop_ins, (const char *const *) b->drop_ins)
          : a->drop_ins != b->drop_ins)
    return FALSE;

  return a->reach_known == b->reach_known && a->network == b->network && a->drift == b->drift &&
         memcmp (a->badness, b->badness, sizeof a->badness) == 0;
}

/* What was seen to have drifted stays seen as long as it is so. */
static void
remember (HnLastLook *self, const HnPresent *present, HnDrift drift, gint64 now)
{
  const Looked *before = g_hash_table_lookup (self->services, present->unit);
  Looked *looked;

  if (before == NULL && g_hash_table_size (self->services) >= HN_LAST_LOOK_MAX)
    return;
  looked = looked_new (present, now);
  looked->drift = drift;
  for (guint i = 0; before != NULL && i < HN_N_CHECKS; i++)
    if (looked->badness[i] == UNKNOWN)
      looked->badness[i] = before->badness[i];
  if (before != NULL && before->reach_known && (!looked->reach_known || !present->running))
    {
      looked->network = before->network || (looked->reach_known && looked->network);
      looked->reach_known = TRUE;
    }
  if (looked->drop_ins == NULL && before != NULL)
    looked->drop_ins = g_strdupv (before->drop_ins);
  /* While somebody looks on, the file need not be written again and again. */
  if (before != NULL && looked_equal (looked, before) && now - before->since < FRESH &&
      now >= before->since)
    looked->since = before->since;
  g_hash_table_insert (self->services, g_strdup (present->unit), looked);
}

/* What is only tried may be over in a minute. */
static gboolean
is_tried (const HnPresent *present)
{
  for (guint i = 0; present->drop_ins != NULL && present->drop_ins[i] != NULL; i++)
    if (hn_drop_in_is_tried (present->drop_ins[i]))
      return TRUE;

  return FALSE;
}

static void
take_all (HnLastLook *self, GPtrArray *present, gint64 now, gboolean see, GPtrArray *worse)
{
  drop_oldest (self, present);
  for (guint i = 0; i < present->len; i++)
    {
      const HnPresent *one = present->pdata[i];
      const Looked *looked = g_hash_table_lookup (self->services, one->unit);
      HnWorse *found;

      if (is_tried (one))
        continue;
      found = see ? NULL : compare_one (looked, self->begun, one);
      if (found == NULL)
        {
          remember (self, one, one->drift, now);
          continue;
        }
      g_ptr_array_add (worse, found);
      /* What it was is not known: from now on it is. */
      if (looked == NULL && !found->reached)
        remember (self, one, HN_DRIFT_NONE, now);
    }
  self->begun = TRUE;
}

GPtrArray *
hn_last_look_compare (HnLastLook *self, GPtrArray *present, gint64 now)
{
  GPtrArray *worse = g_ptr_array_new_with_free_func (worse_free);

  take_all (self, present, now, FALSE, worse);
  g_ptr_array_sort (worse, compare_worse);

  return worse;
}

void
hn_last_look_see (HnLastLook *self, GPtrArray *present, gint64 now)
{
  take_all (self, present, now, TRUE, NULL);
}

/* ---- Reasons ---- */

/* Where files of packages are. */
static gboolean
is_vendors (const char *path)
{
  return strstr (path, "/usr/lib/systemd/") != NULL || g_str_has_prefix (path, "/lib/systemd/") ||
         strstr (path, "/usr/local/lib/systemd/") != NULL ||
         strstr (path, "/usr/share/systemd/") != NULL;
}

static char *
dup_cause (const HnCheck *check, const HnSettings *files)
{
  const HnOrigin *origin = &files->origin[check->directive];
  const char *directive = hn_directive_get (check->directive)->name;
  g_autofree char *source = hn_settings_dup_source (files, check->directive);

  if (origin->kind != HN_ORIGIN_FILE)
    /* Translators: the first is what a service could be protected by, such as “Hide home folders”;
     * the second a setting, “ProtectHome” */
    return g_strdup_printf (_ ("%s: nothing sets %s= any more"), _ (check->title), directive);
  if (is_vendors (hn_settings_get_file (files, origin->file)))
    /* Translators: as before; the third is a file and line of the package that the service is from
     */
    return g_strdup_printf (_ ("%s: the vendor has %s= otherwise now, in %s"), _ (check->title),
                            directive, source);

  /* Translators: as before; the third is a file and line that somebody wrote on this machine */
  return g_strdup_printf (_ ("%s: the admin has %s= otherwise now, in %s"), _ (check->title),
                          directive, source);
}

void
hn_worse_add_causes (HnWorse *self, const HnSettings *files)
{
  /* One directive is behind several checks. */
  HnDirectiveId told[MAX_CAUSES];
  guint n_told = 0;

  g_ptr_array_set_size (self->causes, 0);
  for (guint i = 0; i < self->checks->len && n_told < MAX_CAUSES; i++)
    {
      const HnCheck *check = hn_check_get (g_array_index (self->checks, guint, i));
      gboolean known = FALSE;

      for (guint j = 0; j < n_told; j++)
        known = known || told[j] == check->directive;
      if (known)
        continue;
      told[n_told++] = check->directive;
      g_ptr_array_add (self->causes, dup_cause (check, files));
    }
}

static char *
dup_drift (const HnWorse *self)
{
  const char *place = self->drift_place != NULL ? self->drift_place : "";

  switch (self->drift)
    {
    case HN_DRIFT_GONE:
      /* Translators: %s is the path of a file */
      return g_strdup_printf (_ ("What was kept with Hardnut does not hold: %s is gone"), place);
    case HN_DRIFT_CHANGED:
      /* Translators: %s is the path of a file */
      return g_strdup_printf (_ ("What was kept with Hardnut does not hold: somebody changed %s"),
                              place);
    case HN_DRIFT_OVERRIDDEN:
      /* Translators: %s is the path of a file, with a line */
      return g_strdup_printf (_ ("What was kept with Hardnut does not hold: %s has the last word"),
                              place);
    default:
      return NULL;
    }
}

/* What is said of @except already is not said again. */
static void
add_files (GPtrArray *reasons, GPtrArray *paths, gboolean gone, const char *except)
{
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];

      if (except != NULL && g_str_has_prefix (except, path))
        continue;
      g_ptr_array_add (reasons,
                       /* Translators: %s is the path of a settings file */
                       gone ? g_strdup_printf (_ ("The settings file %s is gone"), path)
                            /* Translators: %s is the path of a settings file */
                            : g_strdup_printf (_ ("The settings file %s is new"), path));
    }
}

GPtrArray *
hn_worse_dup_reasons (const HnWorse *self)
{
  GPtrArray *reasons = g_ptr_array_new_with_free_func (g_free);
  char *drift = dup_drift (self);

  if (self->is_new)
    g_ptr_array_add (reasons, g_strdup (_ ("It is new, and others can reach it over the network")));
  else if (self->reached)
    g_ptr_array_add (reasons,
                     g_strdup (_ ("Others can reach it over the network, which they could not")));
  if (drift != NULL)
    g_ptr_array_add (reasons, drift);
  add_files (reasons, self->gone, TRUE, self->drift_place);
  add_files (reasons, self->added, FALSE, self->drift_place);
  for (guint i = 0; i < self->causes->len; i++)
    g_ptr_array_add (reasons, g_strdup (self->causes->pdata[i]));
  /* Files that cannot be read do not tell who it was. */
  for (guint i = 0; self->causes->len == 0 && i < MIN (self->checks->len, MAX_CAUSES); i++)
    g_ptr_array_add (
        reasons,
        /* Translators: a protection, such as “Hide home folders” */
        g_strdup_printf (_ ("Not any more: %s"),
                         _ (hn_check_get (g_array_index (self->checks, guint, i))->title)));

  return reasons;
}
