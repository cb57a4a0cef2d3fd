using NodaTime;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>One run of a subscription; null where it has no end.</summary>
internal sealed record OracleRun(Instant Start, Instant? End);
