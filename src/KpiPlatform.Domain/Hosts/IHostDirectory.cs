namespace KpiPlatform.Domain.Hosts;

/// <summary>The hosts that work on the database together. Thread-safe.</summary>
public interface IHostDirectory
{
    /// <summary>Those of the last hour, by name; who left or died is kept that long.</summary>
    Task<IReadOnlyList<HostReport>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Asks a host to drain; false if there is none of that name that runs. It is told within about a second.</summary>
    Task<bool> DrainAsync(string name, CancellationToken cancellationToken);
}
