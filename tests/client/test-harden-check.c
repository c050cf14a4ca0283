/* What shows that a service works: pages, ports and commands, each of which passes or does not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-check.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* What one of them was asked last. */
static char heard[512];

/* A server of one answer, whatever it is asked; with "?" in front it waits until it is asked. */
static gboolean
incoming_cb (GThreadedSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  const char *answer = user_data;
  if (answer[0] == '?')
    {
      answer++;
      memset (heard, 0, sizeof heard);
      g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)), heard,
                           sizeof heard - 1, NULL, NULL);
    }
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), answer,
                             strlen (answer), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

/* (nullable): nothing where the machine has no such addresses */
static GSocketService *
serve_at (GSocketFamily family, const char *answer, guint16 *ret_port)
{
  GSocketService *service = g_threaded_socket_service_new (4);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (service), address, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &effective, NULL))
    {
      g_object_unref (service);
      return NULL;
    }
  *ret_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (service, "run", G_CALLBACK (incoming_cb), (gpointer) answer);
  g_socket_service_start (service);

  return service;
}

static GSocketService *
serve (const char *answer, guint16 *ret_port)
{
  GSocketService *service = serve_at (G_SOCKET_FAMILY_IPV4, answer, ret_port);

  g_assert_nonnull (service);

  return service;
}

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* Which of @checks fail. */
static GArray *
check (GPtrArray *checks)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GArray *failed;

  hn_harden_check_all_async (checks, 0, NULL, checked_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  failed = g_task_propagate_pointer (G_TASK (result), &error);
  g_assert_no_error (error);

  return failed;
}

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_check_free);
}

static void
add (GPtrArray *checks, const char *format, guint16 port)
{
  g_autoptr (GString) word = g_string_new (format);
  g_autofree char *number = g_strdup_printf ("%u", port);

  g_string_replace (word, "PORT", number, 0);
  g_ptr_array_add (checks, hn_harden_check_new (word->str));
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *word;
    HnHardenCheckKind kind;
    const char *text;
  } cases[] = {
    { "http://a/b", HN_HARDEN_CHECK_URL, "http://a/b" },
    { "https://a", HN_HARDEN_CHECK_URL, "https://a" },
    { "HTTP://a", HN_HARDEN_CHECK_URL, "HTTP://a" },
    { "tcp:host:80", HN_HARDEN_CHECK_PORT, "host:80" },
    { "tcp:[::1]:80", HN_HARDEN_CHECK_PORT, "[::1]:80" },
    { "curl -s http://a", HN_HARDEN_CHECK_COMMAND, "curl -s http://a" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HnHardenCheck *made = hn_harden_check_new (cases[i].word);

      g_assert_cmpint (made->kind, ==, cases[i].kind);
      g_assert_cmpstr (made->text, ==, cases[i].text);
      hn_harden_check_free (made);
    }
}

static void
test_mistakes (void)
{
  static const char *const wrong[] = { "tcp:a",      "tcp:a:0", "tcp:a:99999",
                                       "tcp:a:http", "tcp::80", "http://" };
  static const char *const right[] = { "tcp:a:80", "tcp:[::1]:80", "http://[::1]:80/", "tcp",
                                       "a b" };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_nonnull (hn_harden_check_find_mistake (wrong[i]));
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    g_assert_null (hn_harden_check_find_mistake (right[i]));
}

/* Servers with many names go by that line. */
static void
test_host (void)
{
  static const struct
  {
    GSocketFamily family;
    const char *host;
  } cases[] = { { G_SOCKET_FAMILY_IPV4, "127.0.0.1" }, { G_SOCKET_FAMILY_IPV6, "[::1]" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) checks = list_new ();
      g_autoptr (GArray) failed = NULL;
      g_autofree char *url = g_strdup_printf ("http://%s:PORT/", cases[i].host);
      g_autofree char *line = NULL;
      guint16 port = 0;
      g_autoptr (GSocketService) server =
          serve_at (cases[i].family, "?HTTP/1.1 200 OK\r\n\r\n", &port);

      if (server == NULL)
        continue;
      add (checks, url, port);
      failed = check (checks);
      g_assert_cmpuint (failed->len, ==, 0);
      line = g_strdup_printf ("\r\nHost: %s:%u\r\n", cases[i].host, port);
      g_assert_nonnull (strstr (heard, line));
    }
}

/* Nothing that a command has started outlives that nobody waits for it. */
static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) checks = list_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *folder = g_dir_make_tmp ("check-XXXXXX", NULL);
  g_autofree char *file = g_build_filename (folder, "pid", NULL);
  g_autofree char *command =
      g_strdup_printf ("sleep 60 & echo $! >%s.new; mv %s.new %s; wait", file, file, file);
  g_autofree char *pid = NULL;

  g_ptr_array_add (checks, hn_harden_check_new (command));
  hn_harden_check_all_async (checks, 0, cancellable, checked_cb, &result);
  while (!g_file_get_contents (file, &pid, NULL, NULL))
    g_usleep (10000);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < 500 && kill (atoi (pid), 0) == 0; i++)
    g_usleep (10000);
  g_assert_cmpint (kill (atoi (pid), 0), !=, 0);
  g_unlink (file);
  g_rmdir (folder);
}

static void
test_passes (void)
{
  guint16 page, other;
  G_GNUC_UNUSED g_autoptr (GSocketService) well = serve ("HTTP/1.1 204 No Content\r\n\r\n", &page);
  G_GNUC_UNUSED g_autoptr (GSocketService) elsewhere = serve ("HTTP/1.0 302 Found\r\n\r\n", &other);
  g_autoptr (GPtrArray) checks = list_new ();
  g_autoptr (GArray) failed = NULL;

  add (checks, "http://127.0.0.1:PORT/a?b=c", page);
  add (checks, "http://localhost:PORT", other);
  add (checks, "tcp:127.0.0.1:PORT", page);
  add (checks, "test 1 = 1", 0);
  failed = check (checks);
  g_assert_cmpuint (failed->len, ==, 0);
}

static void
test_fails (void)
{
  guint16 ill, free_port;
  G_GNUC_UNUSED g_autoptr (GSocketService) server = serve ("HTTP/1.1 503 No\r\n\r\n", &ill);
  GSocketService *gone = serve ("", &free_port);
  g_autoptr (GPtrArray) checks = list_new ();
  g_autoptr (GArray) failed = NULL;

  g_socket_service_stop (gone);
  g_socket_listener_close (G_SOCKET_LISTENER (gone));
  g_object_unref (gone);
  add (checks, "http://127.0.0.1:PORT/", ill);
  add (checks, "tcp:127.0.0.1:PORT", free_port);
  add (checks, "tcp:nowhere", 0);
  add (checks, "exit 3", 0);
  failed = check (checks);
  g_assert_cmpuint (failed->len, ==, 4);
}

/* What a recipe says: a port may say something first. */
static void
test_recipe (void)
{
  g_autoptr (GPtrArray) checks = list_new ();
  g_autoptr (GArray) failed = NULL;
  guint16 port;
  G_GNUC_UNUSED g_autoptr (GSocketService) server = serve ("220 ready\r\n", &port);
  HnProof said = { .kind = HN_PROOF_PORT, .text = g_strdup_printf ("%u 220", port) };
  HnProof unsaid = { .kind = HN_PROOF_PORT, .text = g_strdup_printf ("%u 250", port) };
  g_autoptr (GPtrArray) proofs = g_ptr_array_new ();
  HnRecipe made = { .proofs = proofs };

  g_ptr_array_add (proofs, &said);
  g_ptr_array_add (proofs, &unsaid);
  hn_harden_check_add_proofs (checks, &made);
  g_assert_cmpuint (checks->len, ==, 2);
  failed = check (checks);
  g_assert_cmpuint (failed->len, ==, 1);
  g_assert_cmpuint (g_array_index (failed, guint, 0), ==, 1);
  g_free (said.text);
  g_free (unsaid.text);
}

/* Of all that listens, what answers when it is asked for a page, with whatever it says; and later
 * it has to say the same. */
static void
test_pages (void)
{
  guint16 ports[4];
  G_GNUC_UNUSED g_autoptr (GSocketService) well = serve ("?HTTP/1.1 200 OK\r\n\r\n", &ports[0]);
  G_GNUC_UNUSED g_autoptr (GSocketService) ill = serve ("?HTTP/1.1 503 No\r\n\r\n", &ports[1]);
  G_GNUC_UNUSED g_autoptr (GSocketService) first = serve ("HTTP/1.1 200 OK\r\n\r\n", &ports[2]);
  G_GNUC_UNUSED g_autoptr (GSocketService) other = serve ("?-ERR\r\n", &ports[3]);
  g_autoptr (GPtrArray) listeners =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hn_listener_free);
  g_autoptr (GPtrArray) pages = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) failed = NULL;
  HnHardenCheck *page;

  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    g_ptr_array_add (listeners, hn_listener_new (HN_LISTEN_TCP, "127.0.0.1", ports[i]));
  g_ptr_array_add (listeners, hn_listener_new (HN_LISTEN_UDP, "127.0.0.1", ports[0]));
  hn_harden_check_find_pages_async (listeners, NULL, checked_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pages = g_task_propagate_pointer (G_TASK (result), NULL);
  g_assert_cmpuint (pages->len, ==, 2);
  page = pages->pdata[0];
  g_assert_cmpuint (page->status, ==, 200);
  page = pages->pdata[1];
  g_assert_cmpuint (page->status, ==, 503);
  failed = check (pages);
  g_assert_cmpuint (failed->len, ==, 0);
  g_clear_pointer (&failed, g_array_unref);
  page->status = 200;
  failed = check (pages);
  g_assert_cmpuint (failed->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/harden-check/kinds", test_kinds);
  g_test_add_func ("/harden-check/mistakes", test_mistakes);
  g_test_add_func ("/harden-check/host", test_host);
  g_test_add_func ("/harden-check/cancelled", test_cancelled);
  g_test_add_func ("/harden-check/passes", test_passes);
  g_test_add_func ("/harden-check/fails", test_fails);
  g_test_add_func ("/harden-check/recipe", test_recipe);
  g_test_add_func ("/harden-check/pages", test_pages);

  return g_test_run ();
}
