using KpiPlatform.Dashboard.Platform;
using KpiPlatform.Gateway.Health;
using KpiPlatform.Host.Hosting;
using KpiPlatform.Host.Runtime;

namespace KpiPlatform.Host.Web;

/// <summary>How this process is: all that there is of the platform while one process is all of it.</summary>
internal sealed class HostStatusReader : IPlatformStatus
{
    private readonly IActivationCounts _grains;
    private readonly ServingState _serving;
    private readonly CommitWatch _commits;
    private readonly DatabaseChoice _database;
    private readonly DateTimeOffset _started;

    public HostStatusReader(IActivationCounts grains, ServingState serving, CommitWatch commits, DatabaseChoice database, TimeProvider time)
    {
        _grains = grains;
        _serving = serving;
        _commits = commits;
        _database = database;
        _started = time.GetUtcNow();
    }

    /// <inheritdoc/>
    public async Task<PlatformStatus> GetAsync(CancellationToken cancellationToken)
    {
        var commits = _commits.Read();
        var activations = await _grains.CountAsync(cancellationToken);
        var host = new HostStatus
        {
            Name = Environment.MachineName,
            Version = ServerVersion.Text,
            StartTime = _started,
            IsServing = _serving.IsServing,
            MemoryBytes = Environment.WorkingSet,
            Activations = [.. activations.Where(type => type.Value > 0).OrderByDescending(type => type.Value).Select(type => (type.Key, type.Value))],
            Commits = commits.Commits,
            CommittedRows = commits.Rows,
            CommitMedian = commits.Median,
            Commit99 = commits.P99,
        };

        // The name of the file is enough to know it by; where it lies is not for a page.
        var database = _database.IsPostgreSql ? _database.Display() : $"SQLite ({Path.GetFileName(_database.Text)})";
        return new([host], database);
    }
}
