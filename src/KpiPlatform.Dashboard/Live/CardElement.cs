using KpiPlatform.Protocol.V1;

namespace KpiPlatform.Dashboard.Live;

/// <summary>An element of a scorecard's page, rendered. Immutable.</summary>
/// <param name="Html">What the page shows.</param>
/// <param name="Title">What it is about, in a few words.</param>
/// <param name="Status">How that stands.</param>
internal sealed record CardElement(string Html, string Title, Status Status);
