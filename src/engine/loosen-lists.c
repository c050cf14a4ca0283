/* Which of two lists of paths, folders, devices, addresses or sockets lets more through. Paths are
 * compared by name: whether one is a link to another place only the machine can tell.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/loosen-private.h"

#include <string.h>

#include "engine/settings-private.h"
#include "engine/specifier.h"
#include "engine/values.h"

GPtrArray *
hn_loosen_dup_words (const HnSettings *settings,
                     HnDirectiveId     directive)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *rest = settings->text[directive];
  char *word;

  while (rest != NULL && hn_extract_word (&rest, TRUE, TRUE, &word) > 0)
    g_ptr_array_add (words, word);

  return words;
}

static gboolean
has_word (GPtrArray  *words,
          const char *word)
{
  return g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL);
}

/* The path that a word of a list is about: without the prefixes that only say what to do when it is
 * missing or where it counts from, and without options. */
static char *
dup_path (const HnSettings *settings,
          const char       *word)
{
  g_autofree char *path = NULL;

  word += word[0] == '-';
  word += word[0] == '+';
  path = hn_specifier_expand (settings, word);
  if (path == NULL)
    return g_strdup (word);
  path[strcspn (path, ":")] = '\0';
  hn_path_simplify (path);

  return g_steal_pointer (&path);
}

static GPtrArray *
dup_paths (const HnSettings *settings,
           HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) words = hn_loosen_dup_words (settings, directive);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < words->len; i++)
    g_ptr_array_add (paths, dup_path (settings, words->pdata[i]));

  return paths;
}

static gboolean
is_below (const char *path,
          const char *folder)
{
  gsize length = strlen (folder);

  if (strcmp (folder, "/") == 0)
    return TRUE;

  return strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

gboolean
hn_weaker_closing_paths (const HnSettings *vendor,
                         const HnSettings *changed,
                         HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = dup_paths (vendor, directive);
  g_autoptr (GPtrArray) after = dup_paths (changed, directive);

  for (guint i = 0; i < before->len; i++)
    if (!has_word (after, before->pdata[i]))
      return TRUE;

  return FALSE;
}

static void
add_closed (GPtrArray *closed,
            ...)
{
  const char *path;
  va_list paths;

  va_start (paths, closed);
  while ((path = va_arg (paths, const char *)) != NULL)
    g_ptr_array_add (closed, g_strdup (path));
  va_end (paths);
}

static void
add_closed_list (GPtrArray        *closed,
                 const HnSettings *settings,
                 HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) paths = dup_paths (settings, directive);

  g_ptr_array_extend_and_steal (closed, g_steal_pointer (&paths));
}

/* The places that @settings keep the service from writing to, with the older names under which the
 * same places can be reached. */
static GPtrArray *
dup_closed (const HnSettings *settings)
{
  GPtrArray *closed = g_ptr_array_new_with_free_func (g_free);
  const char *system = hn_settings_get_word (settings, HN_DIRECTIVE_PROTECT_SYSTEM);

  if (strcmp (system, "strict") == 0)
    add_closed (closed, "/", NULL);
  else if (strcmp (system, "no") != 0)
    add_closed (closed, "/usr", "/boot", "/efi", "/bin", "/sbin", "/lib", "/lib32", "/lib64",
                "/libx32", NULL);
  if (strcmp (system, "full") == 0)
    add_closed (closed, "/etc", NULL);
  if (hn_settings_is_enabled (settings, HN_DIRECTIVE_PROTECT_HOME))
    add_closed (closed, "/home", "/root", "/run/user", "/var/run/user", NULL);
  if (hn_settings_is_enabled (settings, HN_DIRECTIVE_PRIVATE_TMP))
    add_closed (closed, "/tmp", "/var/tmp", NULL);
  if (hn_settings_is_on (settings, HN_DIRECTIVE_PROTECT_KERNEL_TUNABLES))
    add_closed (closed, "/proc", "/sys", NULL);
  if (hn_settings_is_on (settings, HN_DIRECTIVE_PROTECT_KERNEL_MODULES))
    add_closed (closed, "/usr/lib/modules", "/lib/modules", NULL);
  if (hn_settings_is_on (settings, HN_DIRECTIVE_PROTECT_KERNEL_LOGS))
    add_closed (closed, "/proc/kmsg", "/dev/kmsg", NULL);
  if (hn_settings_is_enabled (settings, HN_DIRECTIVE_PROTECT_CONTROL_GROUPS))
    add_closed (closed, "/sys/fs/cgroup", NULL);
  if (hn_settings_is_on (settings, HN_DIRECTIVE_PRIVATE_DEVICES))
    add_closed (closed, "/dev", NULL);
  add_closed_list (closed, settings, HN_DIRECTIVE_READ_ONLY_PATHS);
  add_closed_list (closed, settings, HN_DIRECTIVE_INACCESSIBLE_PATHS);
  add_closed_list (closed, settings, HN_DIRECTIVE_TEMPORARY_FILE_SYSTEM);

  return closed;
}

/* Whether nobody but root makes links on the way to @path, as far as its name tells. */
static gboolean
is_ordinary_place (const char *path)
{
  static const char *const places[] = { "/var", "/srv", "/opt", "/run", "/mnt", "/media" };
  static const char *const shared[] = { "/var/tmp", "/run/user", "/run/lock", "/run/shm" };

  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    if (is_below (path, shared[i]))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (is_below (path, places[i]))
      return TRUE;

  return FALSE;
}

/* Whether @path can be written to only by leave of an exception. The longest name that covers it
 * decides, as the last mount does. */
static gboolean
is_closed (const char *path,
           GPtrArray  *closed,
           GPtrArray  *open)
{
  gsize shut = 0, opened = 0;

  for (guint i = 0; i < closed->len; i++)
    if (is_below (path, closed->pdata[i]))
      shut = MAX (shut, strlen (closed->pdata[i]));
  for (guint i = 0; i < open->len; i++)
    if (is_below (path, open->pdata[i]))
      opened = MAX (opened, strlen (open->pdata[i]));

  return shut > 0 && shut >= opened;
}

gboolean
hn_weaker_write_paths (const HnSettings *vendor,
                       const HnSettings *changed,
                       HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = dup_paths (vendor, directive);
  g_autoptr (GPtrArray) after = dup_paths (changed, directive);
  g_autoptr (GPtrArray) closed = dup_closed (vendor);

  if (closed->len == 0)
    return FALSE;

  for (guint i = 0; i < after->len; i++)
    if (!has_word (before, after->pdata[i]) &&
        (!is_ordinary_place (after->pdata[i]) || is_closed (after->pdata[i], closed, before)))
      return TRUE;

  return FALSE;
}

gboolean
hn_weaker_exec_paths (const HnSettings *vendor,
                      const HnSettings *changed,
                      HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = dup_paths (vendor, directive);
  g_autoptr (GPtrArray) after = dup_paths (changed, directive);

  if (vendor->text[HN_DIRECTIVE_NO_EXEC_PATHS] == NULL)
    return FALSE;

  for (guint i = 0; i < after->len; i++)
    if (!has_word (before, after->pdata[i]))
      return TRUE;

  return FALSE;
}

gboolean
hn_weaker_temporary (const HnSettings *vendor,
                     const HnSettings *changed,
                     HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);
  g_autoptr (GPtrArray) closed = dup_closed (vendor);

  for (guint i = 0; i < before->len; i++)
    if (!has_word (after, before->pdata[i]))
      return TRUE;

  for (guint i = 0; i < after->len; i++)
    {
      g_autofree char *path = NULL;

      if (has_word (before, after->pdata[i]))
        continue;
      path = dup_path (changed, after->pdata[i]);
      /* It can be written to, and what the vendor closed below it is out of sight. */
      for (guint c = 0; c < closed->len; c++)
        if (is_below (path, closed->pdata[c]) || is_below (closed->pdata[c], path))
          return TRUE;
    }

  return FALSE;
}

/* Whether the folder belongs to the service by its name. Any other may be somebody else's already,
 * and would change hands. */
static gboolean
is_own_folder (const HnSettings *settings,
               const char       *folder)
{
  const char *unit = settings->unit;
  gsize length = strcspn (unit, "@");

  if (unit[length] == '\0')
    length -= strlen (".service");

  return strncmp (folder, unit, length) == 0 && (folder[length] == '\0' || folder[length] == '/');
}

gboolean
hn_weaker_folders (const HnSettings *vendor,
                   const HnSettings *changed,
                   HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);
  /* They can be written to even where nothing else can; configuration alone is never. */
  gboolean closed =
      directive != HN_DIRECTIVE_CONFIGURATION_DIRECTORY &&
      strcmp (hn_settings_get_word (vendor, HN_DIRECTIVE_PROTECT_SYSTEM), "strict") == 0;

  for (guint i = 0; i < after->len; i++)
    if (!has_word (before, after->pdata[i]) &&
        (closed || !is_own_folder (changed, after->pdata[i])))
      return TRUE;

  return FALSE;
}

typedef struct
{
  char *device;
  gboolean read, write, make;
} Device;

static void
device_clear (Device *device)
{
  g_free (device->device);
}

/* The entries, and those which other directives imply. */
static GArray *
dup_devices (const HnSettings *settings)
{
  g_autoptr (GPtrArray) words = hn_loosen_dup_words (settings, HN_DIRECTIVE_DEVICE_ALLOW);
  GArray *devices = g_array_new (FALSE, FALSE, sizeof (Device));

  g_array_set_clear_func (devices, (GDestroyNotify) device_clear);
  for (guint i = 0; i < words->len; i++)
    {
      Device device = { .read = TRUE, .write = TRUE, .make = TRUE };
      const char *rights = i + 1 < words->len ? words->pdata[i + 1] : "/";

      device.device = dup_path (settings, words->pdata[i]);
      if (rights[strspn (rights, "rwm")] == '\0')
        {
          device.read = strchr (rights, 'r') != NULL;
          device.write = strchr (rights, 'w') != NULL;
          device.make = strchr (rights, 'm') != NULL;
          i++;
        }
      g_array_append_val (devices, device);
    }

  return devices;
}

static gboolean
may_use (GArray       *devices,
         const Device *wanted)
{
  gboolean read = FALSE, write = FALSE, make = FALSE;

  for (guint i = 0; i < devices->len; i++)
    {
      const Device *device = &g_array_index (devices, Device, i);

      if (strcmp (device->device, wanted->device) != 0)
        continue;
      read |= device->read;
      write |= device->write;
      make |= device->make;
    }

  return (read || !wanted->read) && (write || !wanted->write) && (make || !wanted->make);
}

/* Whether there is any restriction at all. */
static gboolean
restricts_devices (const HnSettings *settings)
{
  return settings->device_allow ||
         strcmp (hn_settings_get_word (settings, HN_DIRECTIVE_DEVICE_POLICY), "auto") != 0;
}

gboolean
hn_weaker_devices (const HnSettings *vendor,
                   const HnSettings *changed,
                   HnDirectiveId     directive)
{
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;

  if (!restricts_devices (vendor))
    return FALSE;
  if (!restricts_devices (changed))
    return TRUE;

  before = dup_devices (vendor);
  after = dup_devices (changed);
  for (guint i = 0; i < after->len; i++)
    {
      const Device *device = &g_array_index (after, Device, i);

      /* ProtectClock= leaves the hardware clock to be read. */
      if (strcmp (device->device, "char-rtc") == 0 && !device->write && !device->make &&
          hn_settings_is_on (changed, HN_DIRECTIVE_PROTECT_CLOCK))
        continue;
      if (!may_use (before, device))
        return TRUE;
    }

  return FALSE;
}

static GArray *
dup_addresses (const HnSettings *settings,
               HnDirectiveId     directive)
{
  /* What systemd's words stand for. */
  static const char *const meanings[][3] = {
    { "any", "0.0.0.0/0", "::/0" },
    { "localhost", "127.0.0.0/8", "::1/128" },
    { "link-local", "169.254.0.0/16", "fe80::/64" },
    { "multicast", "224.0.0.0/4", "ff00::/8" },
  };
  g_autoptr (GPtrArray) words = hn_loosen_dup_words (settings, directive);
  GArray *addresses = g_array_new (FALSE, FALSE, sizeof (HnAddress));

  for (guint i = 0; i < words->len; i++)
    {
      const char *word = hn_is_localhost (words->pdata[i]) ? "localhost" : words->pdata[i];
      HnAddress address;
      gboolean found = FALSE;

      for (guint m = 0; m < G_N_ELEMENTS (meanings) && !found; m++)
        if (strcmp (word, meanings[m][0]) == 0)
          {
            for (guint part = 1; part <= 2; part++)
              if (hn_address_parse (meanings[m][part], &address))
                g_array_append_val (addresses, address);
            found = TRUE;
          }
      if (!found && hn_address_parse (word, &address))
        g_array_append_val (addresses, address);
    }

  return addresses;
}

/* Whether all of @part lies in @whole. */
static gboolean
address_covers (const HnAddress *whole,
                const HnAddress *part)
{
  if (whole->ipv6 != part->ipv6 || whole->prefix > part->prefix)
    return FALSE;

  for (guint bit = 0; bit < whole->prefix; bit++)
    if ((whole->bytes[bit / 8] ^ part->bytes[bit / 8]) & (0x80 >> bit % 8))
      return FALSE;

  return TRUE;
}

static gboolean
any_covers (GArray          *wholes,
            const HnAddress *part)
{
  for (guint i = 0; i < wholes->len; i++)
    if (address_covers (&g_array_index (wholes, HnAddress, i), part))
      return TRUE;

  return FALSE;
}

static gboolean
any_meets (GArray          *addresses,
           const HnAddress *other)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const HnAddress *address = &g_array_index (addresses, HnAddress, i);

      if (address_covers (address, other) || address_covers (other, address))
        return TRUE;
    }

  return FALSE;
}

/* What is allowed wins over what is denied, and what is neither can be reached. */
gboolean
hn_weaker_addresses (const HnSettings *vendor,
                     const HnSettings *changed,
                     HnDirectiveId     directive)
{
  g_autoptr (GArray) denied = dup_addresses (vendor, HN_DIRECTIVE_IP_ADDRESS_DENY);
  g_autoptr (GArray) before = dup_addresses (vendor, directive);
  g_autoptr (GArray) after = dup_addresses (changed, directive);

  if (directive == HN_DIRECTIVE_IP_ADDRESS_DENY)
    {
      for (guint i = 0; i < before->len; i++)
        if (!any_covers (after, &g_array_index (before, HnAddress, i)))
          return TRUE;

      return FALSE;
    }

  for (guint i = 0; i < after->len; i++)
    {
      const HnAddress *address = &g_array_index (after, HnAddress, i);

      if (any_meets (denied, address) && !any_covers (before, address))
        return TRUE;
    }

  return FALSE;
}

gboolean
hn_weaker_sockets (const HnSettings *vendor,
                   const HnSettings *changed,
                   HnDirectiveId     directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);

  if (directive == HN_DIRECTIVE_SOCKET_BIND_DENY)
    {
      for (guint i = 0; i < before->len; i++)
        if (!has_word (after, before->pdata[i]))
          return TRUE;

      return FALSE;
    }

  if (vendor->text[HN_DIRECTIVE_SOCKET_BIND_DENY] == NULL)
    return FALSE;
  for (guint i = 0; i < after->len; i++)
    if (!has_word (before, after->pdata[i]))
      return TRUE;

  return FALSE;
}
