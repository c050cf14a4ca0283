/* Which of two lists of folders, devices, addresses or sockets lets more through.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/loosen-private.h"

#include <string.h>

#include "engine/settings-private.h"
#include "engine/types/specifier.h"
#include "engine/types/values.h"

GPtrArray *
hn_loosen_dup_words (const HnSettings *settings, HnDirectiveId directive)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  const char *rest = settings->values[directive].text;
  char *word;

  while (rest != NULL && hn_extract_word (&rest, TRUE, TRUE, &word) > 0)
    g_ptr_array_add (words, word);

  return words;
}

gboolean
hn_loosen_has_word (GPtrArray *words, const char *word)
{
  return g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL);
}

gboolean
hn_loosen_lacks_word (GPtrArray *words, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    if (!hn_loosen_has_word (words, others->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Whose a folder is that is there already, its name does not tell: any new one may change hands. */
gboolean
hn_weaker_folders (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);

  return hn_loosen_lacks_word (before, after);
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

      device.device = hn_loosen_dup_path (settings, words->pdata[i]);
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
may_use (GArray *devices, const Device *wanted)
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
  return settings->values[HN_DIRECTIVE_DEVICE_ALLOW].exists ||
         strcmp (hn_settings_get_word (settings, HN_DIRECTIVE_DEVICE_POLICY), "auto") != 0;
}

gboolean
hn_weaker_devices (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
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
dup_addresses (const HnSettings *settings, HnDirectiveId directive)
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
address_covers (const HnAddress *whole, const HnAddress *part)
{
  if (whole->ipv6 != part->ipv6 || whole->prefix > part->prefix)
    return FALSE;

  for (guint bit = 0; bit < whole->prefix; bit++)
    if ((whole->bytes[bit / 8] ^ part->bytes[bit / 8]) & (0x80 >> bit % 8))
      return FALSE;

  return TRUE;
}

static gboolean
any_covers (GArray *wholes, const HnAddress *part)
{
  for (guint i = 0; i < wholes->len; i++)
    if (address_covers (&g_array_index (wholes, HnAddress, i), part))
      return TRUE;

  return FALSE;
}

static gboolean
any_meets (GArray *addresses, const HnAddress *other)
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
hn_weaker_addresses (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
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
hn_weaker_sockets (const HnSettings *vendor, const HnSettings *changed, HnDirectiveId directive)
{
  g_autoptr (GPtrArray) before = hn_loosen_dup_words (vendor, directive);
  g_autoptr (GPtrArray) after = hn_loosen_dup_words (changed, directive);

  if (directive == HN_DIRECTIVE_SOCKET_BIND_DENY)
    return hn_loosen_lacks_word (after, before);

  return vendor->values[HN_DIRECTIVE_SOCKET_BIND_DENY].text != NULL &&
         hn_loosen_lacks_word (before, after);
}

gboolean
hn_addresses_meet (const HnSettings *settings)
{
  g_autoptr (GArray) denied = dup_addresses (settings, HN_DIRECTIVE_IP_ADDRESS_DENY);
  g_autoptr (GArray) allowed = dup_addresses (settings, HN_DIRECTIVE_IP_ADDRESS_ALLOW);

  for (guint i = 0; i < allowed->len; i++)
    if (!any_meets (denied, &g_array_index (allowed, HnAddress, i)))
      return FALSE;

  return TRUE;
}
