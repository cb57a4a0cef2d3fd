namespace KpiPlatform.Gateway.Interactions;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">Path from the request, e.g. <c>interactions[3].purchase.lines[0].unit_price</c>.</param>
/// <param name="Reason">One of <see cref="InteractionReasons"/>.</param>
/// <param name="Message">What is wrong, with the value and the range, and what to do.</param>
public sealed record FieldViolation(string Field, string Reason, string Message);
