/* The command "hardnut": sets the language and runs the application.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <locale.h>

#include <glib/gi18n-lib.h>

#include "app/window/application.h"

int
main (int argc, char **argv)
{
  g_autoptr (HnApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Hardnut");

  application = hn_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
