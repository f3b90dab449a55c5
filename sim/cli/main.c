/* main.c - where the program begins */
#include "command.h"

#include <signal.h>

int main (int argc, char **argv)
{
  /* Without this signal, a file at its size limit is an error that can be reported, like a full disk. */
  signal (SIGXFSZ, SIG_IGN);
  return (int)command_main (argc > 0 ? (const char *const *)argv + 1 : (const char *const *)argv);
}
