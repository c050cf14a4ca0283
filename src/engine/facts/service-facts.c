/* The records of what a service listens on and runs as, and what follows from them.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/service-facts.h"

#include <string.h>

#include "engine/types/values.h"

HnListener *
hn_listener_new (HnListenKind kind, const char *address, guint16 port)
{
  HnListener *self = g_new0 (HnListener, 1);

  self->kind = kind;
  self->address = g_strdup (address);
  self->port = port;

  return self;
}

void
hn_listener_free (HnListener *self)
{
  g_free (self->address);
  g_free (self->interface);
  g_free (self->unit);
  g_free (self);
}

static int
compare_listeners (const HnListener *one, const HnListener *other)
{
  int order = (int) one->kind - (int) other->kind;

  if (order == 0)
    order = (int) one->port - (int) other->port;
  if (order == 0)
    order = strcmp (one->address, other->address);
  if (order == 0)
    order = g_strcmp0 (one->interface, other->interface);

  return order != 0 ? order : g_strcmp0 (one->unit, other->unit);
}

int
hn_listener_compare (gconstpointer a, gconstpointer b)
{
  return compare_listeners (*(HnListener *const *) a, *(HnListener *const *) b);
}

gboolean
hn_listener_is_local (const HnListener *self)
{
  HnAddress address;
  static const guint8 mapped[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127 };
  static const guint8 loopback[] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

  if (self->kind == HN_LISTEN_UNIX || g_strcmp0 (self->interface, "lo") == 0)
    return TRUE;
  /* Netlink, "audit 1", is the kernel's own; what is left is that of virtual machines. */
  if (self->kind == HN_LISTEN_OTHER)
    return self->address[0] == '/' || strchr (self->address, ' ') != NULL;
  if (!hn_address_parse (self->address, &address))
    return FALSE;

  return address.ipv6 ? memcmp (address.bytes, loopback, sizeof loopback) == 0 ||
                            memcmp (address.bytes, mapped, sizeof mapped) == 0
                      : address.bytes[0] == 127;
}

char *
hn_listener_dup_text (const HnListener *self)
{
  gboolean ipv6 = strchr (self->address, ':') != NULL;
  g_autofree char *interface =
      self->interface != NULL ? g_strconcat ("%", self->interface, NULL) : g_strdup ("");

  if (self->kind != HN_LISTEN_TCP && self->kind != HN_LISTEN_UDP)
    return g_strdup (self->address);

  return g_strdup_printf ("%s%s%s%s:%u (%s)", ipv6 ? "[" : "", self->address, interface,
                          ipv6 ? "]" : "", self->port, self->kind == HN_LISTEN_TCP ? "TCP" : "UDP");
}

static void
runs_as_free (gpointer data)
{
  HnRunsAs *runs_as = data;

  g_free (runs_as->name);
  g_free (runs_as);
}

static void
starter_free (gpointer data)
{
  HnStarter *starter = data;

  g_free (starter->name);
  g_free (starter);
}

HnServiceFacts *
hn_service_facts_new (void)
{
  HnServiceFacts *self = g_new0 (HnServiceFacts, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_listener_free);
  self->runs_as = g_ptr_array_new_with_free_func (runs_as_free);
  self->starters = g_ptr_array_new_with_free_func (starter_free);
  self->account = G_MAXUINT32;

  return self;
}

HnServiceFacts *
hn_service_facts_ref (HnServiceFacts *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
hn_service_facts_unref (HnServiceFacts *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->listeners);
  g_ptr_array_unref (self->runs_as);
  g_ptr_array_unref (self->starters);
  g_clear_pointer (&self->kernel, hn_kernel_facts_free);
  g_free (self);
}

void
hn_service_facts_add_process (HnServiceFacts *self, const HnProcess *process, gboolean is_main)
{
  HnRunsAs *runs_as = NULL;
  guint i;

  for (i = 0; i < self->runs_as->len; i++)
    {
      runs_as = self->runs_as->pdata[i];
      if (runs_as->uid == process->uid[1])
        break;
    }
  if (i == self->runs_as->len)
    {
      runs_as = g_new0 (HnRunsAs, 1);
      runs_as->uid = process->uid[1];
      g_ptr_array_add (self->runs_as, runs_as);
    }
  runs_as->n++;
  runs_as->held |= process->permitted;
  if (is_main)
    {
      self->main = *process;
      self->runs_as->pdata[i] = self->runs_as->pdata[0];
      self->runs_as->pdata[0] = runs_as;
    }
}

void
hn_service_facts_add_starter (HnServiceFacts *self, HnStarterKind kind, const char *name)
{
  HnStarter *starter = g_new0 (HnStarter, 1);

  starter->kind = kind;
  starter->name = g_strdup (name);
  g_ptr_array_add (self->starters, starter);
}

guint64
hn_service_facts_get_held (const HnServiceFacts *self)
{
  guint64 held = 0;

  for (guint i = 0; i < self->runs_as->len; i++)
    held |= ((HnRunsAs *) self->runs_as->pdata[i])->held;

  return held;
}

static gboolean
runs_as_equal (const HnRunsAs *one, const HnRunsAs *other)
{
  return one->uid == other->uid && one->n == other->n && one->held == other->held &&
         g_strcmp0 (one->name, other->name) == 0;
}

static gboolean
starters_equal (const HnStarter *one, const HnStarter *other)
{
  return one->kind == other->kind && strcmp (one->name, other->name) == 0;
}

gboolean
hn_service_facts_equal (const HnServiceFacts *self, const HnServiceFacts *other)
{
  if (self->hidden != other->hidden || self->own_network != other->own_network ||
      self->no_sockets != other->no_sockets || self->partial != other->partial ||
      self->run != other->run || self->started != other->started ||
      self->account != other->account || self->listeners->len != other->listeners->len ||
      self->runs_as->len != other->runs_as->len || self->starters->len != other->starters->len ||
      memcmp (&self->main, &other->main, sizeof self->main) != 0)
    return FALSE;

  for (guint i = 0; i < self->listeners->len; i++)
    if (compare_listeners (self->listeners->pdata[i], other->listeners->pdata[i]) != 0)
      return FALSE;
  for (guint i = 0; i < self->runs_as->len; i++)
    if (!runs_as_equal (self->runs_as->pdata[i], other->runs_as->pdata[i]))
      return FALSE;
  for (guint i = 0; i < self->starters->len; i++)
    if (!starters_equal (self->starters->pdata[i], other->starters->pdata[i]))
      return FALSE;

  return TRUE;
}
