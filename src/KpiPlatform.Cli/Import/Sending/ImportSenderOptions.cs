namespace KpiPlatform.Cli.Import.Sending;

/// <summary>How an import is sent.</summary>
internal sealed record ImportSenderOptions
{
    /// <summary>Batches on their way at once, as many as the API works on.</summary>
    public const int MaxInFlight = 8;

    /// <summary>Unless told otherwise: the time in which a server restarts.</summary>
    public static readonly TimeSpan DefaultRetryFor = TimeSpan.FromSeconds(60);

    /// <summary>"tenants/{tenant}".</summary>
    public required string Parent { get; init; }

    /// <summary>Of the server, for messages.</summary>
    public required Uri Address { get; init; }

    /// <summary>Have everything checked and nothing recorded.</summary>
    public bool ValidateOnly { get; init; }

    /// <summary>How long to try again without any acknowledgement before giving up.</summary>
    public TimeSpan RetryFor { get; init; } = DefaultRetryFor;
}
