using KpiPlatform.Dashboard.Errors;

namespace KpiPlatform.Dashboard.Live;

/// <summary>A scorecard's page at a moment: its changing elements as HTML. Immutable.</summary>
/// <param name="Number">From 1, one more with each.</param>
/// <param name="Shape">What the page is made of; if it differs, the page is to be loaded anew.</param>
/// <param name="Elements">HTML by id of the element.</param>
/// <param name="Said">What changed, in words for a screen reader: changes of status, which are what one wants to hear. May be empty.</param>
/// <param name="End">Why there will be no more; null if there will.</param>
internal sealed record CardFrame(int Number, string Shape, IReadOnlyDictionary<string, string> Elements, string Said, Failure? End = null);
