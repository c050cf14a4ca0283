/* The catalogue's table, with the words that each choice takes, and its look-up by name. Pure: it
 * knows no service and reads nothing.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/catalogue/directive.h"

#include <glib/gi18n-lib.h>

#include "engine/catalogue/limit-rule.h"

#define HN_DIRECTIVE(id, name, type, ...) extern const HnType hn_type_##type;
#include "engine/catalogue/directive-table.h"
#undef HN_DIRECTIVE

static const HnDirective directives[HN_N_DIRECTIVES] = {
#define HN_WORDS(...)  \
  (const HnChoice[])   \
  {                    \
    __VA_ARGS__,       \
    {                  \
      NULL, 0, 0, NULL \
    }                  \
  }
#define HN_AMOUNT(...)       \
  NULL, &(const HnLimitRule) \
  {                          \
    __VA_ARGS__              \
  }
#define HN_ANY_AMOUNT HN_AMOUNT (HN_NO_USAGE, HN_NO_USAGE, 0, 0, NULL)
/* Named one by one, so that a row without one of them does not compile. */
#define HN_DIRECTIVE(id, name, type, values, version, group, risk, flags, page, reach, order, \
                     unset, weakest, title, why, breaks)                                      \
  [HN_DIRECTIVE_##                                                                            \
      id] = { name,  &hn_type_##type,  values, .since = version, group, risk, flags, page,    \
              reach, HN_ORDER_##order, unset,  weakest,          title, why,  breaks },
#include "engine/catalogue/directive-table.h"
#undef HN_DIRECTIVE
#undef HN_WORDS
#undef HN_AMOUNT
#undef HN_ANY_AMOUNT
};

static const char *const evidence[HN_N_DIRECTIVES] = {
#define HN_DIRECTIVE(...)
#define HN_USES(kind, value) " " HN_SEEN_##kind "=" value
#define HN_NOT(kind, value) " !" HN_SEEN_##kind "=" value
#define HN_UNSURE " " HN_EVIDENCE_UNSURE
/* Without the first space. */
#define HN_EVIDENCE(id, uses) [HN_DIRECTIVE_##id] = &(uses)[1],
#include "engine/catalogue/directive-table.h"
#undef HN_DIRECTIVE
#undef HN_USES
#undef HN_NOT
#undef HN_UNSURE
};

/* Names from before version 231 that still fill the same setting. */
static const struct
{
  const char *name;
  HnDirectiveId id;
} older_names[] = {
  { "InaccessibleDirectories", HN_DIRECTIVE_INACCESSIBLE_PATHS },
  { "ReadOnlyDirectories", HN_DIRECTIVE_READ_ONLY_PATHS },
  { "ReadWriteDirectories", HN_DIRECTIVE_READ_WRITE_PATHS },
};

static const char *const group_titles[HN_N_GROUPS] = {
  [HN_GROUP_IDENTITY] = N_ ("Identity and Privileges"),
  /* Translators: heading over settings about files and folders */
  [HN_GROUP_FILES] = N_ ("Files"),
  /* Translators: heading over settings about hardware devices */
  [HN_GROUP_DEVICES] = N_ ("Devices"),
  /* Translators: heading over settings that guard the Linux kernel */
  [HN_GROUP_KERNEL] = N_ ("Kernel"),
  /* Translators: heading; a namespace is a separate view of a part of the system */
  [HN_GROUP_NAMESPACES] = N_ ("Namespaces"),
  /* Translators: heading over settings about network access */
  [HN_GROUP_NETWORK] = N_ ("Network"),
  /* Translators: heading; a system call is a program's request to the kernel */
  [HN_GROUP_SYSCALLS] = N_ ("System Calls"),
  /* Translators: heading; a capability is one single power of the administrator */
  [HN_GROUP_CAPABILITIES] = N_ ("Capabilities"),
  /* Translators: heading over settings that fit nowhere else */
  [HN_GROUP_OTHER] = N_ ("Other"),
};

static const struct
{
  const char *name;
  const char *document;
} pages[] = {
  [HN_PAGE_EXEC] = { "systemd.exec(5)", "systemd.exec" },
  [HN_PAGE_RESOURCE_CONTROL] = { "systemd.resource-control(5)", "systemd.resource-control" },
  [HN_PAGE_SERVICE] = { "systemd.service(5)", "systemd.service" },
};

const HnDirective *
hn_directive_get (HnDirectiveId id)
{
  g_assert (id >= 0 && id < HN_N_DIRECTIVES);

  return &directives[id];
}

/* Made at the first look-up and kept for good. The values are ids plus one: NULL means absent. */
static GHashTable *
get_names (void)
{
  static GHashTable *names = NULL;

  if (g_once_init_enter (&names))
    {
      GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < HN_N_DIRECTIVES; i++)
        g_hash_table_insert (table, (gpointer) directives[i].name, GUINT_TO_POINTER (i + 1));
      for (guint i = 0; i < G_N_ELEMENTS (older_names); i++)
        g_hash_table_insert (table, (gpointer) older_names[i].name,
                             GUINT_TO_POINTER (older_names[i].id + 1));
      g_once_init_leave (&names, table);
    }

  return names;
}

HnDirectiveId
hn_directive_find (const char *name)
{
  guint found;

  g_return_val_if_fail (name != NULL, HN_DIRECTIVE_NONE);

  found = GPOINTER_TO_UINT (g_hash_table_lookup (get_names (), name));

  return (HnDirectiveId) ((int) found - 1);
}

char *
hn_directive_dup_manual_uri (HnDirectiveId id)
{
  const HnDirective *directive = hn_directive_get (id);

  return g_strdup_printf ("https://www.freedesktop.org/software/systemd/man/latest/%s.html#%s=",
                          pages[directive->page].document, directive->name);
}

const char *
hn_page_get_name (HnPage page)
{
  g_assert ((guint) page < G_N_ELEMENTS (pages));

  return pages[page].name;
}

const char *
hn_group_get_title (HnGroup group)
{
  g_assert ((guint) group < HN_N_GROUPS);

  return group_titles[group];
}

const char *
hn_directive_get_evidence (HnDirectiveId id)
{
  g_assert (id >= 0 && id < HN_N_DIRECTIVES);

  return evidence[id];
}
