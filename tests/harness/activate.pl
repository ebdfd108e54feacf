#!/usr/bin/perl
# A service manager in small, of what every Debian has: keeps a listening socket, starts a program
# with it, listens to what the program tells. For tests, and for a system where systemd does not run.
#
#   perl activate.pl PROGRAM ARGUMENT…
#
# Says on stdout, a line each: «port N», «pid N», «notify STATE» (lines of a state joined by |),
# «exit STATUS SIGNAL». A line on stdin: «start» starts the program again on the same socket,
# its end ends the manager when the program is not running.
use strict;
use warnings;
use Fcntl;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX ();

$| = 1;
my $dir = "/tmp/veche-activate-$$";
mkdir $dir, 0755 or die "activate: $dir: $!";
my $notify = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "$dir/notify") or die "activate: notify: $!";
chmod 0777, "$dir/notify";
my $listen = IO::Socket::INET->new(LocalAddr => $ENV{ACTIVATE_LISTEN} // '127.0.0.1:0', Listen => 64, ReuseAddr => 1)
    or die "activate: listen: $!";
my $child;
END { my $code = $?; if (!defined $child || $child) { unlink "$dir/notify"; rmdir $dir; } $? = $code; }

sub start {
	$child = fork // die "activate: fork: $!";
	if ($child == 0) {
		my $fd = fileno $listen;
		if ($fd != 3) {
			POSIX::dup2($fd, 3) // POSIX::_exit(126);
		} else {
			fcntl $listen, F_SETFD, 0;
		}
		@ENV{qw(LISTEN_FDS LISTEN_PID NOTIFY_SOCKET)} = (1, $$, "$dir/notify");
		exec { $ARGV[0] } @ARGV or POSIX::_exit(127);
	}
	print "pid $child\n";
}

# What is told just before the end comes before «exit».
sub hear {
	my ($wait) = @_;
	my $bits = '';
	vec($bits, fileno $notify, 1) = 1;
	while (select(my $r = $bits, undef, undef, $wait) > 0) {
		defined recv $notify, my $state, 4096, 0 or last;
		$state =~ tr/\n/|/;
		print "notify $state\n";
		$wait = 0;
	}
}

print 'port ', $listen->sockport, "\n";
start();
my $open = 1;
for (;;) {
	hear(0.02);
	if ($child && waitpid($child, POSIX::WNOHANG()) == $child) {
		my ($status, $signal) = ($? >> 8, $? & 127);
		hear(0);
		$child = undef;
		print "exit $status $signal\n";
	}
	last unless $child || $open;
	my $bits = '';
	vec($bits, fileno STDIN, 1) = 1;
	if ($open && select($bits, undef, undef, 0) > 0) {
		my $n = sysread STDIN, my $line, 100;
		$open = 0 unless $n;
		start() if $n && $line =~ /start/ && !$child;
	}
}
