/* The universe of system calls on this machine, and systemd's groups as bit sets over it.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/catalogue/syscalls.h"

#include <seccomp.h>
#include <stdlib.h>
#include <string.h>

/* Everything below is made once, on first use, and never changes: sharing between threads needs no
 * lock beyond g_once_init_enter(). */

#define MAX_SYSCALLS (HN_SYSCALL_WORDS * 64)

/* Numbers above this are private to single architectures; their names are in the table anyway. */
#define MAX_PLAIN_NUMBER 1024
/* No gap between the numbers of an architecture is as long as this; looking one up that is not
 * there takes libseccomp longest. */
#define MAX_GAP 256

/* The versions between which groups differ. Older ones are taken for the first, newer ones for the
 * last. */
#define FIRST_VERSION 252
#define LAST_VERSION 262
#define N_VERSIONS (LAST_VERSION - FIRST_VERSION + 1)

typedef struct
{
  const char *name;
  guint since;
  const char *members;
} GroupRow;

static const GroupRow group_rows[HN_N_SYSCALL_GROUPS] = {
#define SYSCALL_GROUP(id, name, since, members) [HN_SYSCALL_GROUP_##id] = { name, since, members },
#include "engine/catalogue/syscalls-table.h"
#undef SYSCALL_GROUP
};

typedef struct
{
  GHashTable *by_name; /* name to index + 1 */
  const char *names[MAX_SYSCALLS];
  guint n_names;
} Universe;

static const Universe *
get_universe (void)
{
  static Universe *universe = NULL;

  if (g_once_init_enter (&universe))
    {
      Universe *made = g_new0 (Universe, 1);

      made->by_name = g_hash_table_new (g_str_hash, g_str_equal);
      int last = 0;
      for (int number = 0;
           number < MAX_PLAIN_NUMBER && number - last < MAX_GAP && made->n_names < MAX_SYSCALLS;
           number++)
        {
          char *name = seccomp_syscall_resolve_num_arch (SCMP_ARCH_NATIVE, number);

          if (name == NULL)
            continue;
          last = number;
          made->names[made->n_names++] = g_intern_string (name);
          g_hash_table_insert (made->by_name, (gpointer) made->names[made->n_names - 1],
                               GUINT_TO_POINTER (made->n_names));
          free (name);
        }
      g_once_init_leave (&universe, made);
    }

  return universe;
}

int
hn_syscall_find (const char *name)
{
  const Universe *universe = get_universe ();
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (universe->by_name, name));
  char *native;
  int number;

  if (index > 0)
    return (int) index - 1;

  number = seccomp_syscall_resolve_name (name);
  if (number == __NR_SCMP_ERROR)
    return -1;
  if (number < 0)
    return -2;

  /* An older spelling of a call that has another name by now. */
  native = seccomp_syscall_resolve_num_arch (SCMP_ARCH_NATIVE, number);
  index = native != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (universe->by_name, native)) : 0;
  free (native);

  return index > 0 ? (int) index - 1 : -2;
}

static const char *
get_syscall_name (guint index)
{
  const Universe *universe = get_universe ();

  g_return_val_if_fail (index < universe->n_names, NULL);

  return universe->names[index];
}

gboolean
hn_syscall_set_intersects (const HnSyscallSet *a, const HnSyscallSet *b)
{
  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    if (a->bits[i] & b->bits[i])
      return TRUE;

  return FALSE;
}

gboolean
hn_syscall_set_covers (const HnSyscallSet *whole, const HnSyscallSet *part)
{
  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    if (part->bits[i] & ~whole->bits[i])
      return FALSE;

  return TRUE;
}

static guint
clamp_version (guint version)
{
  return version == 0 ? LAST_VERSION : CLAMP (version, FIRST_VERSION, LAST_VERSION);
}

int
hn_syscall_group_find (const char *name, guint version)
{
  for (guint i = 0; i < HN_N_SYSCALL_GROUPS; i++)
    if (strcmp (group_rows[i].name, name) == 0)
      return clamp_version (version) >= group_rows[i].since ? (int) i : -1;

  return -1;
}

guint
hn_syscall_group_since (const char *name)
{
  for (guint i = 0; i < HN_N_SYSCALL_GROUPS; i++)
    if (strcmp (group_rows[i].name, name) == 0)
      return MAX (group_rows[i].since, 1);

  return 0;
}

const char *
hn_syscall_group_get_name (HnSyscallGroup group)
{
  g_return_val_if_fail (group < HN_N_SYSCALL_GROUPS, NULL);

  return group_rows[group].name;
}

/* Strips the ">=N" or "<N" from @word and tells whether the member counts in @version. */
static gboolean
member_counts (char *word, guint version)
{
  char *mark = strpbrk (word, "<>");
  gboolean counts;

  if (mark == NULL)
    return TRUE;

  counts = *mark == '<' ? version < strtoul (mark + 1, NULL, 10)
                        : version >= strtoul (mark + 2, NULL, 10);
  *mark = '\0';

  return counts;
}

static void
add_members (HnSyscallSet *set, HnSyscallGroup group, guint version)
{
  g_auto (GStrv) words = NULL;

  if (version < group_rows[group].since)
    return;

  words = g_strsplit (group_rows[group].members, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (!member_counts (words[i], version))
        continue;
      if (words[i][0] == '@')
        {
          int nested = hn_syscall_group_find (words[i], version);

          if (nested >= 0)
            add_members (set, nested, version);
        }
      else
        {
          int index = hn_syscall_find (words[i]);

          if (index >= 0)
            hn_syscall_set_add (set, index);
        }
    }
}

typedef struct
{
  HnSyscallSet sets[HN_N_SYSCALL_GROUPS];
} GroupSets;

static const GroupSets *
get_group_sets (guint version)
{
  static GroupSets *by_version[N_VERSIONS];
  GroupSets **slot = &by_version[clamp_version (version) - FIRST_VERSION];

  if (g_once_init_enter (slot))
    {
      GroupSets *made = g_new0 (GroupSets, 1);

      for (guint i = 0; i < HN_N_SYSCALL_GROUPS; i++)
        add_members (&made->sets[i], i, clamp_version (version));
      g_once_init_leave (slot, made);
    }

  return *slot;
}

const HnSyscallSet *
hn_syscall_group_get_set (HnSyscallGroup group, guint version)
{
  g_return_val_if_fail (group < HN_N_SYSCALL_GROUPS, NULL);

  return &get_group_sets (version)->sets[group];
}

static guint
count_calls (const HnSyscallSet *set)
{
  guint n = 0;

  for (guint i = 0; i < HN_SYSCALL_WORDS; i++)
    n += __builtin_popcountll (set->bits[i]);

  return n;
}

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char *
hn_syscall_set_to_string (const HnSyscallSet *set, guint version, const char *prefix)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  HnSyscallSet rest = *set;
  GString *text;

  /* The largest group that lies wholly in the set, again and again: short, and still exactly this
   * set when systemd reads it back. */
  for (;;)
    {
      int best = -1;
      guint best_count = 1;

      for (guint i = 0; i < HN_N_SYSCALL_GROUPS; i++)
        {
          const HnSyscallSet *group = hn_syscall_group_get_set (i, version);
          HnSyscallSet gain;

          if (!hn_syscall_set_covers (set, group))
            continue;
          for (guint w = 0; w < HN_SYSCALL_WORDS; w++)
            gain.bits[w] = group->bits[w] & rest.bits[w];
          if (count_calls (&gain) > best_count)
            {
              best = (int) i;
              best_count = count_calls (&gain);
            }
        }
      if (best < 0)
        break;
      g_ptr_array_add (words, (gpointer) group_rows[best].name);
      for (guint w = 0; w < HN_SYSCALL_WORDS; w++)
        rest.bits[w] &= ~hn_syscall_group_get_set (best, version)->bits[w];
    }

  for (guint i = 0; i < get_universe ()->n_names; i++)
    if (hn_syscall_set_contains (&rest, i))
      g_ptr_array_add (words, (gpointer) get_syscall_name (i));

  g_ptr_array_sort (words, compare_words);
  text = g_string_new (words->len > 0 ? prefix : "");
  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) words->pdata[i]);

  return g_string_free (text, FALSE);
}
