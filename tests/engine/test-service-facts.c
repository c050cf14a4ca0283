/* What is told of the sockets, accounts and starters of a service.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "engine/facts/facts-text.h"
#include "engine/facts/service-facts.h"
#include "engine/types/values.h"

static void
test_reach (void)
{
  static const struct
  {
    HnListenKind kind;
    const char *address;
    const char *interface;
    gboolean local;
  } cases[] = {
    { HN_LISTEN_TCP, "0.0.0.0", NULL, FALSE },
    { HN_LISTEN_TCP, "::", NULL, FALSE },
    { HN_LISTEN_TCP, "127.0.0.1", NULL, TRUE },
    { HN_LISTEN_UDP, "127.0.0.53", "lo", TRUE },
    { HN_LISTEN_UDP, "127.255.255.254", NULL, TRUE },
    { HN_LISTEN_TCP, "128.0.0.1", NULL, FALSE },
    { HN_LISTEN_TCP, "::1", NULL, TRUE },
    { HN_LISTEN_TCP, "::2", NULL, FALSE },
    { HN_LISTEN_TCP, "::ffff:127.0.0.1", NULL, TRUE },
    { HN_LISTEN_TCP, "::ffff:10.0.0.1", NULL, FALSE },
    { HN_LISTEN_TCP, "0.0.0.0", "lo", TRUE },
    { HN_LISTEN_TCP, "0.0.0.0", "eth0", FALSE },
    { HN_LISTEN_TCP, "no address", NULL, FALSE },
    { HN_LISTEN_UNIX, "/run/web.sock", NULL, TRUE },
    { HN_LISTEN_UNIX, "@web", NULL, TRUE },
    { HN_LISTEN_OTHER, "/run/web.fifo", NULL, TRUE },
    { HN_LISTEN_OTHER, "kobject-uevent 1", NULL, TRUE },
    { HN_LISTEN_OTHER, "vsock::22", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnListener) listener = hn_listener_new (cases[i].kind, cases[i].address, 1);

      listener->interface = g_strdup (cases[i].interface);
      g_test_message ("%s", cases[i].address);
      g_assert_cmpint (hn_listener_is_local (listener), ==, cases[i].local);
    }
}

static void
add_listener (
    HnServiceFacts *facts, HnListenKind kind, const char *address, guint16 port, const char *unit)
{
  HnListener *listener = hn_listener_new (kind, address, port);

  listener->unit = g_strdup (unit);
  g_ptr_array_add (facts->listeners, listener);
}

static void
add_process (HnServiceFacts *facts, guint32 pid, guint32 uid, guint64 permitted, gboolean is_main)
{
  HnProcess process = { .pid = pid, .uid = { uid, uid, uid, uid }, .permitted = permitted };
  HnRunsAs *runs_as;

  hn_service_facts_add_process (facts, &process, is_main);
  for (guint i = 0; i < facts->runs_as->len; i++)
    {
      runs_as = facts->runs_as->pdata[i];
      g_free (runs_as->name);
      runs_as->name = runs_as->uid == 0 ? g_strdup ("root") : g_strdup_printf ("u%u", runs_as->uid);
    }
}

/* "TITLE: TEXT" of each line, below each other */
static char *
join_lines (const HnServiceFacts *facts, const char *started)
{
  g_autoptr (GPtrArray) lines = hn_service_facts_list_lines (facts, started);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const HnFactsLine *line = lines->pdata[i];

      g_string_append_printf (text, "%s: %s\n", line->title, line->text);
    }

  return g_string_free (text, FALSE);
}

static void
test_lines (void)
{
  g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
  g_autofree char *text = NULL;

  add_listener (facts, HN_LISTEN_TCP, "::", 22, NULL);
  add_listener (facts, HN_LISTEN_UDP, "0.0.0.0", 53, "dns.socket");
  add_listener (facts, HN_LISTEN_UNIX, "/run/web.sock", 0, "web.socket");
  ((HnListener *) facts->listeners->pdata[1])->interface = g_strdup ("eth0");
  /* The main process comes first, whoever was seen before. */
  add_process (facts, 7, 33, 0, FALSE);
  add_process (facts, 8, 33, 0, FALSE);
  add_process (facts, 5, 0, hn_capability_from_name ("CAP_KILL"), TRUE);
  hn_service_facts_add_starter (facts, HN_STARTER_SOCKET, "web.socket");
  hn_service_facts_add_starter (facts, HN_STARTER_DBUS, "org.example.Web");
  facts->run = HN_RUN_NOW;

  g_assert_cmpuint (facts->main.pid, ==, 5);
  text = join_lines (facts, "noon");
  g_assert_cmpstr (text, ==,
                   "Listens on the Network: [::]:22 (TCP), 0.0.0.0%eth0:53 (UDP) by dns.socket\n"
                   "Listens on This Machine: /run/web.sock by web.socket\n"
                   "Runs as: root (1 process), u33 (2 processes)\n"
                   "Holds Capabilities: CAP_KILL\n"
                   "Started by: web.socket, calls of org.example.Web on the bus\n"
                   "Has Run: It runs now, since noon\n");
}

/* What cannot be known is told as that, and never as nothing. */
static void
test_unknown (void)
{
  static const struct
  {
    gsize field;
    const char *words;
  } cases[] = {
    { G_STRUCT_OFFSET (HnServiceFacts, hidden), "Listens on the Network: Cannot tell: inside" },
    { G_STRUCT_OFFSET (HnServiceFacts, hidden), "Runs as: Cannot tell: inside" },
    { G_STRUCT_OFFSET (HnServiceFacts, no_sockets), "Listens on the Network: Cannot tell: this k" },
    { G_STRUCT_OFFSET (HnServiceFacts, own_network), "Listens on the Network: Nothing of this" },
    { G_STRUCT_OFFSET (HnServiceFacts, partial), "Runs as: Cannot tell: this machine hides" },
  };
  g_autoptr (HnServiceFacts) empty = hn_service_facts_new ();
  g_autofree char *nothing = join_lines (empty, NULL);

  g_assert_nonnull (g_strstr_len (nothing, -1, "Listens on the Network: Nothing\n"));
  g_assert_nonnull (g_strstr_len (nothing, -1, "This Machine: Nothing that can be seen"));
  g_assert_nonnull (g_strstr_len (nothing, -1, "Has Run: Not since"));
  g_assert_null (g_strstr_len (nothing, -1, "Cannot tell"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HnServiceFacts) facts = hn_service_facts_new ();
      g_autofree char *text = NULL;

      facts->run = HN_RUN_NOW;
      G_STRUCT_MEMBER (gboolean, facts, cases[i].field) = TRUE;
      text = join_lines (facts, NULL);
      g_test_message ("%s in %s", cases[i].words, text);
      g_assert_nonnull (g_strstr_len (text, -1, cases[i].words));
    }
}

static void
test_capabilities (void)
{
  guint64 all = hn_capabilities_all (), kill = hn_capability_from_name ("CAP_KILL");
  const struct
  {
    guint64 set;
    const char *text;
  } cases[] = {
    { 0, "None" },
    { all, "All" },
    { G_MAXUINT64, "All" },
    { kill, "CAP_KILL" },
    { all & ~kill, "All but CAP_KILL" },
    { kill | hn_capability_from_name ("CAP_CHOWN"), "CAP_CHOWN, CAP_KILL" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = hn_capabilities_dup_text (cases[i].set);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Each thing that can differ does. */
static void
test_equal (void)
{
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (HnServiceFacts) one = hn_service_facts_new ();
      g_autoptr (HnServiceFacts) other = hn_service_facts_new ();

      add_listener (one, HN_LISTEN_TCP, "::", 22, NULL);
      add_listener (other, HN_LISTEN_TCP, "::", i == 1 ? 23 : 22, i == 2 ? "a.socket" : NULL);
      add_process (one, 3, 0, 1, TRUE);
      add_process (other, i == 3 ? 4 : 3, 0, i == 4 ? 3 : 1, TRUE);
      if (i == 5)
        hn_service_facts_add_starter (other, HN_STARTER_TIMER, "a.timer");
      other->run = i == 6 ? HN_RUN_NOW : HN_RUN_UNKNOWN;
      other->partial = i == 7;
      g_assert_cmpint (hn_service_facts_equal (one, other), ==, i == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/service-facts/reach", test_reach);
  g_test_add_func ("/service-facts/lines", test_lines);
  g_test_add_func ("/service-facts/unknown", test_unknown);
  g_test_add_func ("/service-facts/capabilities", test_capabilities);
  g_test_add_func ("/service-facts/equal", test_equal);

  return g_test_run ();
}
