namespace KpiPlatform.Domain.Tenants;

/// <summary>A declared survey and its scale. A reversed scale reads v as ScaleMin + ScaleMax − v.</summary>
/// <param name="Id">Id, 1 to 64 characters of a-z, 0-9, "-" and "_".</param>
/// <param name="Type">What it measures.</param>
/// <param name="ScaleMin">Smallest answer.</param>
/// <param name="ScaleMax">Greatest answer.</param>
/// <param name="SatisfiedFrom">First (unreversed) value that counts as satisfied or easy; unused for NPS. Null, as sent alone: the default.</param>
/// <param name="Reversed">Whether the scale runs from good to bad.</param>
public sealed record SurveyDefinition(string Id, SurveyType Type, double ScaleMin, double ScaleMax, double? SatisfiedFrom, bool Reversed);
