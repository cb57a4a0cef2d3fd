namespace KpiPlatform.Host.Hosting;

/// <summary>Whether the server stops because it cannot go on, which its exit code tells a supervisor. Thread-safe.</summary>
internal sealed class HostFailure
{
    private volatile bool _hasOccurred;

    /// <summary>Whether it does.</summary>
    public bool HasOccurred
    {
        get => _hasOccurred;
        set => _hasOccurred = value;
    }
}
