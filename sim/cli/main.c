/* main.c - where the program begins */
#include "command.h"

#include <signal.h>

int main (int argc, char **argv)
{
  /* A file that may grow no more is an error that can be reported, like a full disk. */
  signal (SIGXFSZ, SIG_IGN);
  return (int)command_main (argc > 0 ? (const char *const *)argv + 1 : (const char *const *)argv);
}
