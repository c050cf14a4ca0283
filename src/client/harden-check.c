/* How one sees that a service works: a page that answers, a port that is open, a command that ends
 * well. Made in a thread, as all of them wait.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "client/harden-check.h"

#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* For one answer, and for a command, in seconds; between two tries, in microseconds. */
#define ANSWER_TIME 5
#define COMMAND_TIME "30"
#define PAUSE (G_USEC_PER_SEC / 5)

/* In milliseconds: for a service that may speak first, and for one that may have a page. */
#define GREETING_TIME 200
#define GUESS_TIME 1000

/* Ports of a service that are asked for a page. */
#define MAX_PORTS 4

static HnHardenCheck *
check_new (HnHardenCheckKind kind, const char *text)
{
  HnHardenCheck *self = g_new0 (HnHardenCheck, 1);

  self->kind = kind;
  self->text = g_strdup (text);

  return self;
}

/* Whether @text begins with the address of a page; schemes have no case. */
static gboolean
is_url (const char *text)
{
  return g_ascii_strncasecmp (text, "http://", strlen ("http://")) == 0 ||
         g_ascii_strncasecmp (text, "https://", strlen ("https://")) == 0;
}

static gboolean
is_secure (GUri *uri)
{
  return g_ascii_strcasecmp (g_uri_get_scheme (uri), "https") == 0;
}

/* "host:80", "[::1]:80"; @ret_host: (out) (optional) (transfer full) */
static gboolean
parse_place (const char *text, char **ret_host, guint16 *ret_port)
{
  const char *colon = strrchr (text, ':');
  gsize length = colon != NULL ? (gsize) (colon - text) : 0;
  gboolean bracketed = length > 2 && text[0] == '[' && colon[-1] == ']';
  guint64 port;

  if (length == 0 || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  if (ret_host != NULL)
    *ret_host = bracketed ? g_strndup (text + 1, length - 2) : g_strndup (text, length);
  *ret_port = (guint16) port;

  return TRUE;
}

const char *
hn_harden_check_find_mistake (const char *word)
{
  g_autoptr (GUri) uri = NULL;
  guint16 port;

  if (g_str_has_prefix (word, "tcp:"))
    return parse_place (word + strlen ("tcp:"), NULL, &port)
               ? NULL
               : _ ("a port is written tcp:HOST:PORT, with a number from 1 to 65535");
  if (!is_url (word))
    return NULL;

  uri = g_uri_parse (word, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return _ ("this is no address of a page");
  if (is_secure (uri) && !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    return _ ("https takes the package glib-networking, which is not installed");

  return NULL;
}

HnHardenCheck *
hn_harden_check_new (const char *word)
{
  if (is_url (word))
    return check_new (HN_HARDEN_CHECK_URL, word);
  if (g_str_has_prefix (word, "tcp:"))
    return check_new (HN_HARDEN_CHECK_PORT, word + strlen ("tcp:"));

  return check_new (HN_HARDEN_CHECK_COMMAND, word);
}

static HnHardenCheck *
check_new_for_proof (const HnProof *proof)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *place = NULL;
  HnHardenCheck *self;

  if (proof->kind == HN_PROOF_URL)
    return check_new (HN_HARDEN_CHECK_URL, proof->text);
  if (proof->kind == HN_PROOF_COMMAND)
    return check_new (HN_HARDEN_CHECK_COMMAND, proof->text);

  words = g_strsplit (proof->text, " ", 2);
  place = g_strconcat ("localhost:", words[0], NULL);
  self = check_new (HN_HARDEN_CHECK_PORT, place);
  self->begins = words[0] != NULL ? g_strdup (words[1]) : NULL;

  return self;
}

void
hn_harden_check_add_proofs (GPtrArray *checks, const HnRecipe *recipe)
{
  for (guint i = 0; recipe != NULL && i < recipe->proofs->len; i++)
    {
      const HnProof *proof = recipe->proofs->pdata[i];

      if (proof->kind != HN_PROOF_COMMAND || geteuid () == 0)
        g_ptr_array_add (checks, check_new_for_proof (proof));
    }
}

void
hn_harden_check_free (HnHardenCheck *self)
{
  g_free (self->text);
  g_free (self->begins);
  g_free (self);
}

/* Reads the first bytes of what the other end says; they need not come at once. */
static gssize
read_start (GIOStream *stream, char *text, gsize size, GCancellable *cancellable)
{
  GInputStream *input = g_io_stream_get_input_stream (stream);
  gsize n = 0;

  while (n < size - 1)
    {
      gssize more = g_input_stream_read (input, text + n, size - 1 - n, cancellable, NULL);

      if (more <= 0 || memchr (text + n, '\n', (gsize) more) != NULL)
        {
          n += more > 0 ? (gsize) more : 0;
          break;
        }
      n += (gsize) more;
    }
  text[n] = '\0';

  return (gssize) n;
}

static gboolean
is_accepted_cb (GTlsConnection *connection,
                GTlsCertificate *certificate,
                GTlsCertificateFlags errors,
                gpointer user_data)
{
  /* Whether it works is asked, not who it is. */
  return TRUE;
}

static void
event_cb (GSocketClient *client,
          GSocketClientEvent event,
          GSocketConnectable *connectable,
          GIOStream *connection,
          gpointer user_data)
{
  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING)
    g_signal_connect (connection, "accept-certificate", G_CALLBACK (is_accepted_cb), NULL);
}

static GSocketConnection *
connect_to (const char *host, guint16 port, gboolean tls, GCancellable *cancellable)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  g_socket_client_set_timeout (client, ANSWER_TIME);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_tls (client, tls);
  g_signal_connect (client, "event", G_CALLBACK (event_cb), NULL);

  return g_socket_client_connect_to_host (client, host, port, cancellable, NULL);
}

/* "HTTP/1.1 200 OK"; 0 for anything else */
static guint
parse_status (const char *answer)
{
  const char *code = g_str_has_prefix (answer, "HTTP/") ? strchr (answer, ' ') : NULL;
  guint64 status = code != NULL ? g_ascii_strtoull (code + 1, NULL, 10) : 0;

  return status < 1000 ? (guint) status : 0;
}

/* Whether the other end says something within @milliseconds. */
static gboolean
speaks (GSocketConnection *connection, guint milliseconds, GCancellable *cancellable)
{
  return g_socket_condition_timed_wait (g_socket_connection_get_socket (connection), G_IO_IN,
                                        milliseconds * G_TIME_SPAN_MILLISECOND, cancellable, NULL);
}

/* (transfer full): what a server is told that it is called */
static char *
dup_host_line (const char *host, int port, gboolean tls)
{
  g_autofree char *name =
      strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", host) : g_strdup (host);

  return port == (tls ? 443 : 80) ? g_strdup (name) : g_strdup_printf ("%s:%d", name, port);
}

/* Asks for a page. @guess: nobody knows whether there is one.
 *
 * Returns: the status, or 0 */
static guint
ask_for_page (const char *text, gboolean guess, GCancellable *cancellable)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *question = NULL;
  g_autofree char *called = NULL;
  gboolean tls;
  char answer[512];
  int port;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return 0;
  tls = is_secure (uri);
  port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : tls ? 443 : 80;
  connection = connect_to (g_uri_get_host (uri), (guint16) port, tls, cancellable);
  if (connection == NULL || (guess && speaks (connection, GREETING_TIME, cancellable)))
    return 0;

  called = dup_host_line (g_uri_get_host (uri), port, tls);
  question = g_strdup_printf (
      "GET %s%s%s HTTP/1.0\r\nHost: %s\r\nUser-Agent: hardnut\r\nConnection: close\r\n\r\n",
      g_uri_get_path (uri)[0] != '\0' ? g_uri_get_path (uri) : "/",
      g_uri_get_query (uri) != NULL ? "?" : "",
      g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : "", called);
  if (!g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                                  question, strlen (question), NULL, cancellable, NULL) ||
      (guess && !speaks (connection, GUESS_TIME, cancellable)) ||
      read_start (G_IO_STREAM (connection), answer, sizeof answer, cancellable) <= 0)
    return 0;

  return parse_status (answer);
}

static gboolean
check_url (const HnHardenCheck *self, GCancellable *cancellable)
{
  guint status = ask_for_page (self->text, FALSE, cancellable);

  return self->status != 0 ? status == self->status : status >= 100 && status < 400;
}

static gboolean
check_port (const HnHardenCheck *self, GCancellable *cancellable)
{
  g_autoptr (GSocketConnection) connection = NULL;
  g_autofree char *host = NULL;
  guint16 port;
  char answer[512];

  if (!parse_place (self->text, &host, &port))
    return FALSE;
  connection = connect_to (host, port, FALSE, cancellable);

  return connection != NULL &&
         (self->begins == NULL ||
          (read_start (G_IO_STREAM (connection), answer, sizeof answer, cancellable) > 0 &&
           g_str_has_prefix (answer, self->begins)));
}

/* With the rights of who searches, and nobody else's. */
static gboolean
check_command (const HnHardenCheck *self, GCancellable *cancellable)
{
  const char *const words[] = { "timeout", COMMAND_TIME, "/bin/sh", "-c", self->text, NULL };
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (words,
                         G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                         NULL);

  if (process == NULL)
    return FALSE;
  if (!g_subprocess_wait (process, cancellable, NULL))
    {
      /* timeout hands it on to all that the command has started. */
      g_subprocess_send_signal (process, SIGTERM);
      return FALSE;
    }

  return g_subprocess_get_successful (process);
}

static gboolean
check_once (const HnHardenCheck *self, GCancellable *cancellable)
{
  switch (self->kind)
    {
    case HN_HARDEN_CHECK_URL:
      return check_url (self, cancellable);
    case HN_HARDEN_CHECK_PORT:
      return check_port (self, cancellable);
    case HN_HARDEN_CHECK_COMMAND:
    default:
      return check_command (self, cancellable);
    }
}

typedef struct
{
  GPtrArray *checks;
  guint seconds;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  g_ptr_array_unref (self->checks);
  g_free (self);
}

static gboolean
check_patiently (const HnHardenCheck *self, guint seconds, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  gboolean passed;

  while (!(passed = check_once (self, cancellable)) && g_get_monotonic_time () < end &&
         !g_cancellable_is_cancelled (cancellable))
    g_usleep (PAUSE);

  return passed;
}

static void
check_all (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Question *self = data;
  GArray *failed = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->checks->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (!check_patiently (self->checks->pdata[i], self->seconds, cancellable))
      g_array_append_val (failed, i);
  g_task_return_pointer (task, failed, (GDestroyNotify) g_array_unref);
}

void
hn_harden_check_all_async (GPtrArray *checks,
                           guint seconds,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Question *self = g_new0 (Question, 1);

  self->checks = g_ptr_array_ref (checks);
  self->seconds = seconds;
  g_task_set_name (task, "[Hardnut] see whether a service works");
  g_task_set_task_data (task, self, question_free);
  g_task_run_in_thread (task, check_all);
}

/* Pages. */

/* (nullable) (transfer full): where a page may be, as seen from here */
static char *
dup_address (const HnListener *listener)
{
  const char *host = listener->address;

  if (listener->kind != HN_LISTEN_TCP || listener->port == 0 || listener->interface != NULL)
    return NULL;
  if (host[strspn (host, "0.:")] == '\0')
    return g_strdup_printf ("http://localhost:%u/", listener->port);

  return g_strdup_printf (strchr (host, ':') != NULL ? "http://[%s]:%u/" : "http://%s:%u/", host,
                          listener->port);
}

static void
find_pages (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *addresses = data;
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) hn_harden_check_free);

  for (guint i = 0; i < addresses->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      guint status = ask_for_page (addresses->pdata[i], TRUE, cancellable);

      if (status == 0)
        continue;
      g_ptr_array_add (found, check_new (HN_HARDEN_CHECK_URL, addresses->pdata[i]));
      ((HnHardenCheck *) found->pdata[found->len - 1])->status = status;
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_ptr_array_unref);
}

void
hn_harden_check_find_pages_async (GPtrArray *listeners,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  GPtrArray *addresses = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < listeners->len && addresses->len < MAX_PORTS; i++)
    {
      char *address = dup_address (listeners->pdata[i]);

      if (address == NULL ||
          g_ptr_array_find_with_equal_func (addresses, address, g_str_equal, NULL))
        g_free (address);
      else
        g_ptr_array_add (addresses, address);
    }
  g_task_set_name (task, "[Hardnut] see where a service has pages");
  g_task_set_task_data (task, addresses, (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, find_pages);
}
