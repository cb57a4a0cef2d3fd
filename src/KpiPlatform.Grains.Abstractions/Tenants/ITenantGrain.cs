namespace KpiPlatform.Grains.Abstractions.Tenants;

/// <summary>One tenant. Key: <see cref="GrainKeys.Tenant"/>.</summary>
[Alias("kpi.ITenantGrain")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Creates it or changes its settings.</summary>
    [Alias("Write")]
    Task<Reply<TenantDocument>> Write(TenantWrite write, CancellationToken cancellationToken);

    /// <summary>The tenant.</summary>
    [AlwaysInterleave]
    [Alias("Get")]
    Task<Reply<TenantDocument>> Get(CancellationToken cancellationToken);

    /// <summary>Counts everything anew under the settings as they are: the answer to doubts about the numbers. Nothing to do before the first interaction.</summary>
    [Alias("Recount")]
    Task<Reply<TenantDocument>> Recount(CancellationToken cancellationToken);

    /// <summary>Goes on with what a stop interrupted, and begins to count anew if this program counts measures that the tenant's cells lack. For the start of a process.</summary>
    [Alias("Resume")]
    Task<Reply<TenantDocument>> Resume(CancellationToken cancellationToken);

    /// <summary>Fixes what interactions count under, before the first one is recorded.</summary>
    [Alias("Fix")]
    Task<Reply<TenantDocument>> Fix(CancellationToken cancellationToken);

    /// <summary>
    /// Takes over the service rates that interactions of the tenant itself set: a JSON array of the domain's DatedServiceRate. What they
    /// make of the past is counted anew. Nothing to do if they are the ones in force.
    /// </summary>
    [Alias("UseServiceRates")]
    Task<Reply<TenantDocument>> UseServiceRates(string ratesJson, CancellationToken cancellationToken);

    /// <summary>
    /// Takes over which periods a scorecard has closed: what people decide there, corrections and observations, is refused from then on. JSON
    /// array of the domain's ClosedDays, all of that scorecard; they replace those known of it. Nothing to do if they are the same.
    /// </summary>
    [Alias("UseClosedDays")]
    Task<Reply<TenantDocument>> UseClosedDays(string scorecard, string daysJson, CancellationToken cancellationToken);

    /// <summary>
    /// Has the tenant's facts start on a local day, 1970-01-01 = 0: from then on nothing is recorded that occurred before, and what was may be deleted.
    /// Nothing to do if they start there or later; there is no way back. A day after today is refused (INVALID_ARGUMENT).
    /// </summary>
    [Alias("StartCoverage")]
    Task<Reply<TenantDocument>> StartCoverage(int day, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes old interactions as <see cref="Customers.ICustomerGrain.DeleteFacts"/> does, of customers whose person was erased: they have no id, and so
    /// no grain of their own. A page of them, by number.
    /// </summary>
    /// <param name="beforeDay">The first day that stays, 1970-01-01 = 0; the tenant's coverage starts there, or later.</param>
    /// <param name="after">The number to go on after; null: the first page.</param>
    /// <param name="cancellationToken">Ends reading the history.</param>
    [AlwaysInterleave]
    [Alias("DeleteErasedFacts")]
    Task<Reply<DeleteErasedFactsReply>> DeleteErasedFacts(int beforeDay, long? after, CancellationToken cancellationToken);

    /// <summary>Suspends the tenant, has it deleted later, or lets it take calls again. Nothing to do if it stands so already.</summary>
    [Alias("Stand")]
    Task<Reply<TenantDocument>> Stand(StandingDocument standing, CancellationToken cancellationToken);

    /// <summary>Sets what the tenant may take of the platform: JSON of the domain's TenantQuotas. Nothing to do if that is so already.</summary>
    [Alias("UseQuotas")]
    Task<Reply<TenantDocument>> UseQuotas(string quotasJson, CancellationToken cancellationToken);

    /// <summary>As <see cref="UseQuotas"/>, if those stored are still <paramref name="beforeJson"/> (<see cref="TenantDocument.QuotasJson"/>); else ABORTED.</summary>
    [Alias("ChangeQuotas")]
    Task<Reply<TenantDocument>> ChangeQuotas(string beforeJson, string quotasJson, CancellationToken cancellationToken);

    /// <summary>
    /// The last step of deleting the tenant, after its rows: its id is retired, and its own record goes. FAILED_PRECONDITION unless the time
    /// of its deletion has come; nothing to do if it is gone.
    /// </summary>
    [Alias("Remove")]
    Task<Reply<StandingDocument>> Remove(CancellationToken cancellationToken);
}
