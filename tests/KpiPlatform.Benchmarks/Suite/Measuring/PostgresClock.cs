using KpiPlatform.Testing.Databases;

namespace KpiPlatform.Benchmarks.Suite.Measuring;

/// <summary>Processor time of a PostgreSQL server, all of its processes together. Linux alone.</summary>
internal static class PostgresClock
{
    // Fields of /proc/PID/stat behind the command's name, from 0.
    private const int Parent = 1;
    private const int UserTicks = 11;
    private const int ChildrensSystemTicks = 14;
    private const int TicksPerSecond = 100;

    /// <summary>Time used so far; those of ended sessions included.</summary>
    public static async Task<double> ReadSecondsAsync(PostgresDatabase database)
    {
        var file = (string)(await database.ExecuteAsync("select pg_read_file('postmaster.pid')"))!;
        var postmaster = file.Split('\n')[0];
        return Directory.GetDirectories("/proc").Select(path => Path.GetFileName(path)).Where(name => name.All(char.IsAsciiDigit))
            .Select(name => (Id: name, Fields: Stat(name)))
            .Where(process => process.Fields.Length > 0 && (process.Id == postmaster || process.Fields[Parent] == postmaster))
            .Sum(process => Ticks(process.Fields, process.Id == postmaster)) / (double)TicksPerSecond;
    }

    // Of the postmaster those of its ended children as well.
    private static long Ticks(string[] fields, bool isPostmaster) =>
        fields[UserTicks..((isPostmaster ? ChildrensSystemTicks : UserTicks + 1) + 1)].Sum(long.Parse);

    private static string[] Stat(string process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // Ended meanwhile.
            return [];
        }
    }
}
