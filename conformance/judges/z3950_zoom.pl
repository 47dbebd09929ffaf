# The demo library, visited by Perl's Net::Z3950::ZOOM in the way Koha's copy cataloguing does it:
# asynchronous connections, element set F, MARC 21, the queries it builds, one record a time.

use strict;
use warnings;
use utf8;

use Encode qw(decode_utf8 encode_utf8);
use ZOOM;

binmode STDOUT, ':encoding(UTF-8)';
$| = 1;

my ($host, $port) = @ARGV;
die "usage: $0 HOST PORT\n" unless defined $port && $port =~ /^\d+$/;
my $target = "$host:$port/kainet";
my ($passed, $failed) = (0, 0);

# Notes one step; a text says what was wrong with it.
sub step {
    my ($name, $fault) = @_;
    if (defined $fault) {
        $failed++;
        print "FAIL  $name: $fault\n";
    } else {
        $passed++;
        print "ok    $name\n";
    }
}

# Notes one step whose work may die; what it returns, if anything, is the fault.
sub try_step {
    my ($name, $work) = @_;
    my $fault = eval { $work->() };
    $fault = "$@" if $@;
    step($name, $fault);
}

# A connection as Koha makes it.
sub connection {
    my (%settings) = @_;
    my $options = ZOOM::Options->new();
    my %all = (
        elementSetName        => 'F',
        preferredRecordSyntax => 'USMARC',
        databaseName          => 'kainet',
        timeout               => 30,
        %settings,
    );
    $options->option($_ => $all{$_}) for keys %all;
    my $connection = ZOOM::Connection->create($options);
    $connection->connect("$host:$port");
    return $connection;
}

# Runs the events of asynchronous connections to their end, a bounded number of them.
sub finish {
    my (@connections) = @_;
    for (1 .. 10_000) {
        return unless ZOOM::event(\@connections);
    }
    die "the events do not end\n";
}

# What went wrong on a connection, if anything.
sub error_of {
    my ($connection) = @_;
    my ($code, $message, $addinfo) = $connection->error_x();
    return $code ? "$code $message ($addinfo)" : undef;
}

# The queries of Koha's search form, and whether the demo library has something for them.
my @queries = (
    ['title and author', '@and @attr 1=1003 "kivi" @attr 1=4 "seitsemän veljestä" ', 1],
    ['anywhere', '@attr 1=1016 "kalevala" ', 1],
    ['title', '@attr 1=4 "järvi" ', 1],
    ['ISBN with truncation', '@attr 1=7 @attr 5=1 "978-951-0-44158-9" ', 0],
    ['ISSN with truncation', '@attr 1=8 @attr 5=1 "0355-2047" ', 0],
    ['classification', '@attr 1=16 @attr 2=3 @attr 3=1 @attr 4=1 @attr 5=1 @attr 6=1 "84.2" ', 0],
    ['subject', '@attr 1=21 "veljekset" ', 0],
    ['record id', '@attr 1=12 "kainet.1" ', 1],
    ['standard number', '@attr 1=1007 "0355-2047" ', 0],
    ['date', '@attr 1=31 "2012" ', 0],
);

for my $query (@queries) {
    my ($name, $text, $wanted) = @$query;
    try_step("Koha's query: $name", sub {
        my $connection = connection(async => 1, user => 'demo', password => 'demo');
        my $results = $connection->search_pqf(encode_utf8($text));
        finish($connection);
        my $error = error_of($connection);
        return $error if $error;
        my $hits = $results->size();
        return "no hits" if $wanted && !$hits;
        for my $at (0 .. ($hits > 20 ? 19 : $hits - 1)) {
            $results->records($at, 1, 0);
            finish($connection);
            my $record = $results->record($at) or return "no record at $at";
            return $record->exception()->message() if $record->error();
            my $raw = $record->raw();
            return "record $at has a wrong length" unless length($raw) == substr($raw, 0, 5);
        }
        return undef;
    });
}

try_step('three targets at once', sub {
    my @connections = map { connection(async => 1) } 1 .. 3;
    my @results = map { $_->search_pqf(encode_utf8('@attr 1=4 "järvi"')) } @connections;
    finish(@connections);
    my %sizes = map { $_->size() => 1 } @results;
    return keys %sizes == 1 ? undef : 'they find ' . join(', ', sort keys %sizes);
});

try_step('a record rendered', sub {
    my $results = connection()->search_pqf('@attr 1=12 "kainet.1"');
    my $text = decode_utf8($results->record(0)->render());
    return $text =~ /^245.*Seitsemän veljestä/m ? undef : $text;
});

try_step('the same connection again and again', sub {
    my $connection = connection();
    for (1 .. 20) {
        my $one = $connection->search_pqf('@attr 1=12 "kainet.1"');
        return 'kainet.1 has ' . $one->size() . ' hits' unless $one->size() == 1;
        my $many = $connection->search_pqf(encode_utf8('@attr 1=4 "järvi"'));
        return 'no hits' unless $many->size();
        $many->record(0);
    }
    return undef;
});

try_step('sorted by title', sub {
    my $results = connection()->search_pqf(encode_utf8('@attr 1=4 "järvi"'));
    $results->sort('yaz', '1=4 i<');
    for my $at (0 .. 4) {
        my $record = $results->record($at) or return "no record at $at";
        return "record $at has no title" unless $record->render() =~ /^245.*\$a \S/m;
    }
    return undef;
});

try_step('scan', sub {
    my $list = connection()->scan_pqf('@attr 1=4 "kalevala"');
    return 'no terms' unless $list->size();
    my ($term, $count) = $list->term(0);
    return lc($term) eq 'kalevala' && $count > 0 ? undef : "$term ($count)";
});

try_step('an unknown attribute is refused with 114', sub {
    eval { connection()->search_pqf('@attr 1=9999 "x"') };
    return 'it is searched' unless ref $@;
    return $@->code() == 114 && $@->addinfo() eq '9999' ? undef : $@->code() . ' ' . $@->addinfo();
});

try_step('a wrong password is refused', sub {
    eval { connection(user => 'demo', password => 'wrong') };
    return $@ ? undef : 'it is accepted';
});

try_step('OPAC record', sub {
    my $connection = connection(preferredRecordSyntax => 'opac', count => 10, presentChunk => 10);
    my $record = $connection->search_pqf('@attr 1=12 "kainet.1"')->record(0);
    my $xml = decode_utf8($record->get('opac'));
    return $xml =~ /availableNow value="1"/ && $xml =~ /3900000001/ ? undef : $xml;
});

print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);
