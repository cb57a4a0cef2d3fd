namespace KpiPlatform.Dashboard.Sessions;

/// <summary>What is kept of a session, sealed.</summary>
/// <param name="Key">Access key; null where the server is open.</param>
/// <param name="Caller">Whom it belongs to.</param>
/// <param name="LastUseTime">When a page was opened last, to <see cref="SessionStore.TouchInterval"/>.</param>
internal sealed record SessionContent(string? Key, SignedInCaller Caller, DateTimeOffset LastUseTime);
