using NodaTime;

namespace KpiPlatform.Domain.Customers;

/// <summary>The first entry of a step in one passage through a journey.</summary>
/// <param name="Journey">Journey.</param>
/// <param name="Instance">Pseudonym of the passage; 0 is the customer's only one.</param>
/// <param name="Step">Step.</param>
/// <param name="At">When.</param>
/// <param name="IsCompleted">The next step followed within the window.</param>
internal readonly record struct JourneyEntry(string Journey, ulong Instance, string Step, Instant At, bool IsCompleted);
