using KpiPlatform.Domain.Interactions;

namespace KpiPlatform.Domain.Analysis;

/// <summary>An answer to a survey with the factors rated beside it.</summary>
/// <param name="Outcome">The answer on the survey's scale, a reversed one turned round; finite.</param>
/// <param name="Factors">What was rated beside it. Of a name that occurs twice the last counts.</param>
public sealed record DriverAnswer(double Outcome, IReadOnlyList<SurveyFactor> Factors);
