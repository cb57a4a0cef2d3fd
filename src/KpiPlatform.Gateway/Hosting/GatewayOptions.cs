using KpiPlatform.Domain.Access;

namespace KpiPlatform.Gateway;

/// <summary>Settings of the gateway. Read once, when the gateway is built.</summary>
public sealed class GatewayOptions
{
    /// <summary>
    /// Keys of platform admins beside those that are stored, each starting with "kpi_" and of 20 to 512 characters. A caller sends one as
    /// <c>authorization: Bearer kpi_…</c>. Default: none.
    /// </summary>
    public IList<string> AccessKeys { get; } = [];

    /// <summary>
    /// Let calls without a credential do everything. For development; a host allows it on loopback addresses only. A credential that is sent
    /// counts all the same. Default false.
    /// </summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>JSON Web Tokens taken beside keys. Default null: none.</summary>
    public JwtOptions? Jwt { get; set; }

    /// <summary>How long a look-up of a key is remembered, and so how late another server learns that it was revoked. Default 2 s, range 0 to 2 s.</summary>
    public TimeSpan KeyMemory { get; set; } = MaxKeyMemory;

    /// <summary>Largest message taken, in bytes; a larger one ends its call with RESOURCE_EXHAUSTED. Default 4 MiB, range 1 MiB to 64 MiB.</summary>
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// Bytes kept of messages that have begun and not ended, of all callers together; who needs more ends with RESOURCE_EXHAUSTED. Default 256 MiB,
    /// range 16 MiB to 16 GiB.
    /// </summary>
    public long MaxUnfinishedBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long a message may take from its first byte to its last; then its call ends with DEADLINE_EXCEEDED. Default 1 min, range 1 s to 1 h.</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a message of a stream may wait for a caller who does not read; then the caller is cut off. Default 1 min, range 1 s to 1 h.</summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Exports of tenants and customers under way at once; a further one is refused with RESOURCE_EXHAUSTED. Default 8, range 1 to 1,000.</summary>
    public int MaxExports { get; set; } = 8;

    /// <summary>The same of one tenant. Default 2, range 1 to 1,000.</summary>
    public int MaxExportsPerTenant { get; set; } = 2;

    /// <summary>
    /// Batches that one RecordInteractions stream has read and not acknowledged yet; the ones behind wait unread. Default 8, range 1 to 64.
    /// </summary>
    public int MaxBatchesInFlightPerStream { get; set; } = 8;

    /// <summary>
    /// Interactions of streams worked on at once over all of them; what is beyond waits, so this bounds the memory that they take: some
    /// 5 KiB each. Enough to fill one commit while the one before is under way; more makes nothing faster. Default 8,192, range 1 to 1,000,000.
    /// </summary>
    public int MaxInteractionsInFlight { get; set; } = 8_192;

    /// <summary>Grain calls that one list request has open at once. Default 64, range 1 to 1,000.</summary>
    public int MaxParallelReads { get; set; } = 64;

    /// <summary>Streams of WatchCustomer and WatchScorecard open at once; a further one is refused with RESOURCE_EXHAUSTED. Default 10,000.</summary>
    public int MaxWatchers { get; set; } = 10_000;

    /// <summary>
    /// States of a watched scorecard that are kept for watchers that resume; one that was away for longer gets a snapshot. Default 16,
    /// range 1 to 1,000.
    /// </summary>
    public int WatchHistory { get; set; } = 16;

    /// <summary>How long the enumeration of a scorecard goes on after its last watcher left, so that it can resume. Default 30 s, range 0 to 1 h.</summary>
    public TimeSpan WatchLinger { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause before an enumeration that broke is started again, and the advice given to callers that are to retry. Default 1 s, range 0 to 1 h.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a tenant's first day with facts stands before anything older is deleted. Default 15 s, range 0 to 5 min. Where there are several servers, no
    /// less than the default: others take 5 s to learn of the day, and what they took in before 10 s to be committed.
    /// </summary>
    public TimeSpan FactsSettling { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Questions that read a tenant's whole journal (rolling cohorts, drivers, groups by segment) answered at once; further ones wait.
    /// Default 2, range 1 to 64.
    /// </summary>
    public int MaxJournalScans { get; set; } = 2;

    /// <summary>Interactions of a tenant up to which such questions are answered. Default 10,000,000, range 1 to 1,000,000,000.</summary>
    public int MaxScannedInteractions { get; set; } = 10_000_000;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="InvalidOperationException">A value is out of its range; says which, and what it may be.</exception>
    public void Validate()
    {
        Jwt?.Validate();
        Require(nameof(MaxReceiveMessageBytes), MaxReceiveMessageBytes, 1024 * 1024, 64 * 1024 * 1024);
        Require(nameof(MaxBatchesInFlightPerStream), MaxBatchesInFlightPerStream, 1, 64);
        Require(nameof(MaxInteractionsInFlight), MaxInteractionsInFlight, 1, 1_000_000);
        Require(nameof(MaxExports), MaxExports, 1, 1_000);
        Require(nameof(MaxExportsPerTenant), MaxExportsPerTenant, 1, 1_000);
        if (MaxUnfinishedBytes is < MinUnfinishedBytes or > MaxUnfinishedBytesMax)
            throw new InvalidOperationException($"{nameof(MaxUnfinishedBytes)} is {MaxUnfinishedBytes}; it must be {MinUnfinishedBytes} to {MaxUnfinishedBytesMax}.");
        Require(nameof(MessageTimeout), MessageTimeout);
        Require(nameof(ReadTimeout), ReadTimeout);
        Require(nameof(MaxParallelReads), MaxParallelReads, 1, 1_000);
        Require(nameof(MaxWatchers), MaxWatchers, 1, int.MaxValue);
        Require(nameof(WatchHistory), WatchHistory, 1, 1_000);
        Require(nameof(MaxJournalScans), MaxJournalScans, 1, 64);
        Require(nameof(MaxScannedInteractions), MaxScannedInteractions, 1, 1_000_000_000);
        Require(nameof(WatchLinger), WatchLinger);
        Require(nameof(RetryDelay), RetryDelay);
        if (FactsSettling < TimeSpan.Zero || FactsSettling > MaxFactsSettling)
            throw new InvalidOperationException($"{nameof(FactsSettling)} is {FactsSettling}; it must be 0 to {MaxFactsSettling}.");
        if (KeyMemory < TimeSpan.Zero || KeyMemory > MaxKeyMemory)
            throw new InvalidOperationException($"{nameof(KeyMemory)} is {KeyMemory}; it must be 0 to {MaxKeyMemory}: open streams of a revoked key are to end within 5 s.");
        if (AccessKeys.Any(key => !key.StartsWith(ApiKey.Prefix, StringComparison.Ordinal) || key.Length is < MinAccessKeyLength or > ApiKey.MaxLength))
            throw new InvalidOperationException($"An access key starts with \"{ApiKey.Prefix}\" and has {MinAccessKeyLength} to {ApiKey.MaxLength} characters; one of the {AccessKeys.Count} given does not.");
    }

    private const long MinUnfinishedBytes = 16L * 1024 * 1024;
    private const long MaxUnfinishedBytesMax = 16L * 1024 * 1024 * 1024;
    private const int MinAccessKeyLength = 20;
    private static readonly TimeSpan MaxKeyMemory = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxFactsSettling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    private static void Require(string name, int value, int min, int max)
    {
        if (value < min || value > max)
            throw new InvalidOperationException($"{name} is {value}; it must be {min} to {max}.");
    }

    private static void Require(string name, TimeSpan value)
    {
        if (value < TimeSpan.Zero || value > MaxDelay)
            throw new InvalidOperationException($"{name} is {value}; it must be 0 to {MaxDelay}.");
    }
}
