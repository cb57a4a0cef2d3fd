using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;
using Xunit;

namespace KpiPlatform.Testing.Databases;

/// <summary>A PostgreSQL server for tests: one that is given, or a temporary one that this process starts and that ends with it.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>Connection string of a server to use instead of a temporary one; its user must be allowed to create databases.</summary>
    public const string ConnectionStringVariable = "KPI_TEST_POSTGRES";

    /// <summary>Set to 1, tests that need PostgreSQL fail instead of being skipped where there is none.</summary>
    public const string RequireVariable = "KPI_REQUIRE_POSTGRES";

    // The shell outlives a test process that is killed: its standard input ends, it stops the server and cleans up.
    // SIGINT to the terminal's whole group must not end the shell before that.
    private const string Script = """
        trap '' INT TERM HUP
        bin=$1; shift
        dir=$(mktemp -d "${TMPDIR:-/tmp}/kpi-pg-XXXXXX") || exit 1
        chmod 755 "$dir"
        echo "$dir"
        if "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1; then
          "$bin/postgres" -D "$dir/data" -k "$dir" -p 5432 "$@" </dev/null >&2 &
          pid=$!
          while read -r order; do
            case "$order" in
              immediate) kill -QUIT $pid; wait $pid ;;
              start) "$bin/postgres" -D "$dir/data" -k "$dir" -p 5432 "$@" </dev/null >&2 & pid=$! ;;
            esac
            echo "$order"
          done
          kill -INT $pid 2>/dev/null
          wait $pid
        else
          cat "$dir/initdb.log" >&2
        fi
        rm -rf "$dir"
        """;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);
    private static readonly Lazy<Task<PostgresServer>> SharedServer = new(StartSharedAsync);

    private readonly Process? _shell;

    private PostgresServer(string connectionString, Process? shell)
    {
        ConnectionString = connectionString;
        _shell = shell;
    }

    /// <summary>Connects to the server's maintenance database.</summary>
    public string ConnectionString { get; }

    /// <summary>The server that all tests of this process share. Skips the calling test (<c>[SkippableFact]</c>) if there is none.</summary>
    public static Task<PostgresServer> SharedAsync()
    {
        RequireAvailable();
        return SharedServer.Value;
    }

    /// <summary>Starts a server of its own, with settings such as <c>fsync=off</c>. Skips the calling test if there are no binaries.</summary>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        RequireBinaries();
        return await StartOwnAsync(FindBinaries()!, settings);
    }

    /// <summary>A role that every database has for reads behind row-level security.</summary>
    public const string TenantRole = "kpi_tenant";

    /// <summary>Stops the server at once, as a crash does: connections end, and what is not durable is lost. Only of one of its own.</summary>
    public Task StopImmediatelyAsync() => OrderAsync("immediate");

    /// <summary>Starts a server that was stopped; it recovers first and refuses connections meanwhile.</summary>
    public Task StartAgainAsync() => OrderAsync("start");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_shell is null)
            return;
        _shell.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _shell.WaitForExitAsync(timeout.Token);
        _shell.Dispose();
    }

    private async Task OrderAsync(string order)
    {
        var shell = _shell ?? throw new InvalidOperationException("The server is not of this process.");
        await shell.StandardInput.WriteLineAsync(order);
        await shell.StandardInput.FlushAsync();
        if (await shell.StandardOutput.ReadLineAsync() != order)
            throw new InvalidOperationException($"The server did not \"{order}\".");
    }

    private static void RequireAvailable()
    {
        if (Environment.GetEnvironmentVariable(ConnectionStringVariable) is not { Length: > 0 })
            RequireBinaries();
    }

    private static void RequireBinaries()
    {
        var problem = FindBinaries() is null ? $"no PostgreSQL: put initdb and postgres on PATH, or set {ConnectionStringVariable}" : null;
        if (problem is not null && Environment.GetEnvironmentVariable(RequireVariable) == "1")
            throw new InvalidOperationException($"{RequireVariable} is set, but there is {problem}.");
        Skip.If(problem is not null, problem);
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        if (Environment.GetEnvironmentVariable(ConnectionStringVariable) is { Length: > 0 } given)
            return new PostgresServer(given, null);
        var server = await StartOwnAsync(FindBinaries()!, []);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            server._shell!.StandardInput.Close();
            server._shell.WaitForExit(StopTimeout);
        };
        return server;
    }

    private static async Task<PostgresServer> StartOwnAsync(string binaries, string[] settings)
    {
        // Local sockets only: no port to collide on. Everything else is PostgreSQL's default, durability included.
        string[] allSettings = ["listen_addresses=", "max_connections=200", "lc_messages=C", "log_min_messages=log", .. settings];
        string[] command =
        [
            "sh", "-c", Script, "sh", binaries, .. allSettings.SelectMany(setting => new[] { "-c", setting }),
        ];

        // initdb refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            command = ["runuser", "-u", "postgres", "--", .. command];
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        })!;
        var directory = await shell.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"PostgreSQL did not start: {await shell.StandardError.ReadToEndAsync()}");

        var ready = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var log = new ConcurrentQueue<string>();
        shell.ErrorDataReceived += (_, line) =>
        {
            log.Enqueue(line.Data ?? string.Empty);
            if (line.Data is null)
                ready.TrySetResult(false);
            else if (line.Data.Contains("ready to accept connections", StringComparison.Ordinal))
                ready.TrySetResult(true);
            while (log.Count > 50)
                log.TryDequeue(out var _);
        };
        shell.BeginErrorReadLine();
        if (!await ready.Task.WaitAsync(StartTimeout))
            throw new InvalidOperationException($"PostgreSQL did not start: {string.Join('\n', log)}");
        return new PostgresServer(
            new NpgsqlConnectionStringBuilder { Host = directory, Username = "postgres", Database = "postgres" }.ConnectionString,
            shell);
    }

    private static string? FindBinaries()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(directory => int.TryParse(Path.GetFileName(directory), out var version) ? version : 0)
            : Enumerable.Empty<string>();
        return path
            .Concat(installed.Select(directory => Path.Combine(directory, "bin")))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
    }
}
