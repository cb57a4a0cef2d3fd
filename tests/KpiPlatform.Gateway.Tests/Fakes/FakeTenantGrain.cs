using KpiPlatform.Domain;
using KpiPlatform.Grains.Abstractions;
using KpiPlatform.Grains.Abstractions.Scorecards;
using KpiPlatform.Grains.Abstractions.Tenants;

namespace KpiPlatform.Gateway.Tests.Fakes;

/// <summary>Keeps settings with an etag, unchecked.</summary>
internal sealed class FakeTenantGrain : ITenantGrain
{
    public TenantDocument? Document { get; set; }

    public Action? BeforeWrite { get; set; }

    public Task<Reply<TenantDocument>> Write(TenantWrite write, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke();
        if (write.Mode == WriteMode.Create && Document is not null)
            return Task.FromResult(Failed(ErrorKind.AlreadyExists, "TENANT_EXISTS", "tenant_id"));
        if (write.Mode == WriteMode.Update && Document is null)
            return Get(cancellationToken);
        if (write.Etag is not null && write.Etag != Document?.Etag)
            return Task.FromResult(Failed(ErrorKind.Aborted, "ETAG_MISMATCH", "tenant.etag"));
        if (write.ValidateOnly)
            return Task.FromResult(ReplyFactory.Of(Document! with { SettingsJson = write.SettingsJson }));
        var version = (Document?.DefinitionVersion ?? 0) + 1;
        Document = new(1, write.SettingsJson, version, Fixed: false, $"etag-{version}", 0, 10_000_000);
        return Task.FromResult(ReplyFactory.Of(Document));
    }

    public Task<Reply<TenantDocument>> Get(CancellationToken cancellationToken) =>
        Task.FromResult(Document is null ? Failed(ErrorKind.NotFound, "TENANT_NOT_FOUND", "name") : ReplyFactory.Of(Document));

    public Task<Reply<TenantDocument>> Fix(CancellationToken cancellationToken) => Get(cancellationToken);

    public Task<Reply<TenantDocument>> Recount(CancellationToken cancellationToken)
    {
        Document = Document is null ? null : Document with { Backfill = new(Document.DefinitionVersion + 1, BackfillPhase.Running, 3, 10, 1, 20_000_000, null, null, null) };
        return Get(cancellationToken);
    }

    public Task<Reply<TenantDocument>> UseServiceRates(string ratesJson, CancellationToken cancellationToken) => Get(cancellationToken);

    public Task<Reply<TenantDocument>> StartCoverage(int day, CancellationToken cancellationToken) => Get(cancellationToken);

    public Task<Reply<DeleteErasedFactsReply>> DeleteErasedFacts(int beforeDay, long? after, CancellationToken cancellationToken) =>
        Task.FromResult(ReplyFactory.Of(new DeleteErasedFactsReply(0, 0, 0, null)));

    public Task<Reply<TenantDocument>> UseClosedDays(string scorecard, string daysJson, CancellationToken cancellationToken) => Get(cancellationToken);

    public Task<Reply<TenantDocument>> Resume(CancellationToken cancellationToken) => Get(cancellationToken);

    public Task<Reply<TenantDocument>> Stand(StandingDocument standing, CancellationToken cancellationToken)
    {
        Document = Document is null ? null : Document with { Standing = standing };
        return Get(cancellationToken);
    }

    public Task<Reply<TenantDocument>> UseQuotas(string quotasJson, CancellationToken cancellationToken)
    {
        Document = Document is null ? null : Document with { QuotasJson = quotasJson };
        return Get(cancellationToken);
    }

    public Task<Reply<TenantDocument>> ChangeQuotas(string beforeJson, string quotasJson, CancellationToken cancellationToken)
    {
        BeforeWrite?.Invoke();
        return Document is not null && Document.QuotasJson != beforeJson ? Task.FromResult(Failed(ErrorKind.Aborted, "ETAG_MISMATCH", "quota.etag")) : UseQuotas(quotasJson, cancellationToken);
    }

    public Task<Reply<StandingDocument>> Remove(CancellationToken cancellationToken) => throw new NotSupportedException();

    private static Reply<TenantDocument> Failed(ErrorKind kind, string reason, string field) =>
        ReplyFactory.Failed<TenantDocument>(new(kind, reason, "Refused by the grain.", field));
}
