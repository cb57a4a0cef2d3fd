using System.CommandLine;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Persistence.Transfer;

namespace KpiPlatform.Host.Transfer;

/// <summary>
/// Commands on a database as a whole: backup, restore, migrate. They work on the database itself and not through a server. Their actions throw
/// <see cref="HostException"/> for what their user can mend.
/// </summary>
public static class DatabaseCommands
{
    private const string Environment = "Kpi__Database";

    /// <summary><c>backup FILE</c>: a server may go on meanwhile.</summary>
    public static Command Backup()
    {
        var file = new Argument<string>("file") { Description = "File to make; a SQLite file in its turn." };
        var database = Database($"Database to back up: a SQLite file or a PostgreSQL connection string. Default: {Environment}, else {KpiHostOptions.DefaultDatabase}.");
        var command = new Command("backup", "Copies everything stored at one moment into a file. A server may go on meanwhile.") { file, database };
        command.SetAction((parse, cancellationToken) => RunAsync(
            parse,
            mover => mover.BackupAsync(DatabaseChoice.Parse(parse.GetValue(database) ?? FromEnvironment()), Path.GetFullPath(parse.GetRequiredValue(file)), cancellationToken)));
        return command;
    }

    /// <summary><c>restore FILE --database DATABASE</c>: into a new database, which takes no tokens that were given out before.</summary>
    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "File that kpi backup made." };
        var database = Database("Database to make: a SQLite file, or the connection string of an empty PostgreSQL database.", required: true);
        var command = new Command("restore", "Fills a new database from a backup. Tokens given out before are refused there: what they promise may not be in it.") { file, database };
        command.SetAction((parse, cancellationToken) => RunAsync(
            parse, mover => mover.RestoreAsync(Path.GetFullPath(parse.GetRequiredValue(file)), DatabaseChoice.Parse(parse.GetRequiredValue(database)!), cancellationToken)));
        return command;
    }

    /// <summary><c>migrate --to DATABASE</c>: no server may run; tokens stay good.</summary>
    public static Command Migrate()
    {
        var database = Database($"Database to leave. Default: {Environment}, else {KpiHostOptions.DefaultDatabase}.");
        var to = new Option<string>("--to") { Description = "Database to make, such as the connection string of an empty PostgreSQL database.", HelpName = "DATABASE", Required = true };
        var command = new Command("migrate", "Moves everything stored to another database, such as from a SQLite file to PostgreSQL. Stop the server first, start it on the new one after.") { database, to };
        command.SetAction((parse, cancellationToken) => RunAsync(
            parse,
            mover => mover.MigrateAsync(DatabaseChoice.Parse(parse.GetValue(database) ?? FromEnvironment()), DatabaseChoice.Parse(parse.GetRequiredValue(to)), cancellationToken)));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parse, Func<DatabaseMover, Task<IReadOnlyList<TransferredTable>>> move)
    {
        var output = parse.InvocationConfiguration.Output;
        var tables = await move(new DatabaseMover(TimeProvider.System));
        foreach (var table in tables.Where(table => table.Rows > 0))
            await output.WriteLineAsync($"{table.Name,-24}{table.Rows,16:N0}");
        await output.WriteLineAsync($"{tables.Sum(table => table.Rows):N0} rows of {tables.Count(table => table.Rows > 0)} tables copied and counted.");
        return 0;
    }

    private static Option<string?> Database(string description, bool required = false) =>
        new("--database") { Description = description, HelpName = "DATABASE", Required = required };

    private static string FromEnvironment() => System.Environment.GetEnvironmentVariable(Environment) ?? KpiHostOptions.DefaultDatabase;
}
