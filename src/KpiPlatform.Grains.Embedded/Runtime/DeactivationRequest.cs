namespace KpiPlatform.Grains.Embedded.Runtime;

/// <summary>That an activation has to end, and why.</summary>
internal sealed record DeactivationRequest(DeactivationReason Reason, CancellationToken CancellationToken);
