using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Analysis;

/// <summary>
/// Which factors go with an outcome. It says what moves together in the answers at hand, never what would happen if a factor were changed.
/// </summary>
/// <remarks>
/// Means and correlations of a factor are over all answers that rate it. Relative importance compares factors with each other and so takes
/// answers that rate all of them; while there are fewer than <see cref="MinimumAnswers"/> of these, or not more than factors, the factor
/// that the fewest answers rate is left out. Neither the order of answers nor that of factors matters.
/// </remarks>
public static class DriverAnalysis
{
    /// <summary>Fewest answers that a number is given for.</summary>
    public const int MinimumAnswers = 30;

    /// <summary>Most factors with different names: more are free texts rather than factors.</summary>
    public const int MaxFactors = 64;

    /// <summary>Analyses answers.</summary>
    /// <exception cref="DomainException">TOO_MANY_FACTORS: more than <see cref="MaxFactors"/> names.</exception>
    public static DriverReport Of(IReadOnlyList<DriverAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var scores = Scores(answers);
        var factors = scores.Select(entry => Describe(entry.Key, entry.Value, answers)).ToList();
        var model = Compared(factors, scores);
        var complete = Complete(model, scores, answers.Count);
        double? rSquared = null;
        if (model.Count > 0 && Weigh(model, scores, complete, answers) is { } weights)
        {
            rSquared = weights.Sum();
            for (var j = 0; j < model.Count; j++)
            {
                var at = factors.FindIndex(factor => factor.Name == model[j]);
                factors[at] = factors[at] with { RelativeWeight = weights[j], RelativeImportancePercent = rSquared > 0 ? 100 * weights[j] / rSquared : null };
            }
        }

        return new()
        {
            Answers = answers.Count,
            OutcomeMean = answers.Count == 0 ? null : answers.Average(answer => answer.Outcome),
            Factors = Placed(factors, model),
            CompleteAnswers = rSquared is null ? 0 : complete.Count,
            RSquared = rSquared,
        };
    }

    /// <summary>By name, the score and the stated importance that each answer gives, by the answer's index.</summary>
    private static SortedDictionary<string, Dictionary<int, (double Score, double? Importance)>> Scores(IReadOnlyList<DriverAnswer> answers)
    {
        var scores = new SortedDictionary<string, Dictionary<int, (double, double?)>>(StringComparer.Ordinal);
        for (var i = 0; i < answers.Count; i++)
        {
            foreach (var factor in answers[i].Factors)
            {
                if (!scores.TryGetValue(factor.Name, out var given))
                {
                    scores[factor.Name] = given = [];
                    if (scores.Count > MaxFactors)
                        throw new DomainException(ErrorKind.FailedPrecondition, "TOO_MANY_FACTORS", $"The answers rate more than {MaxFactors} factors: name one survey, or take a shorter period.", "survey");
                }

                given[i] = (factor.Score, factor.Importance);
            }
        }

        return scores;
    }

    private static FactorDrivers Describe(string name, Dictionary<int, (double Score, double? Importance)> given, IReadOnlyList<DriverAnswer> answers)
    {
        var factor = new FactorDrivers { Name = name, Answers = given.Count };
        if (given.Count < MinimumAnswers)
            return factor with { Omission = DriverOmission.TooFewAnswers };
        List<(double, double)> pairs = [.. given.OrderBy(entry => entry.Key).Select(entry => (entry.Value.Score, answers[entry.Key].Outcome))];
        var stated = given.Values.Where(value => value.Importance is not null).Select(value => value.Importance!.Value).ToList();
        var pearson = PearsonCorrelation.Of(pairs);
        return factor with
        {
            Omission = pearson is null ? DriverOmission.DoesNotVary : DriverOmission.None,
            Mean = given.Values.Average(value => value.Score),
            Pearson = pearson,
            PearsonInterval = pearson is { } r ? FisherInterval.Of(r, pairs.Count) : null,
            Spearman = SpearmanCorrelation.Of(pairs),
            StatedAnswers = stated.Count,
            StatedImportance = stated.Count >= MinimumAnswers ? stated.Average() : null,
        };
    }

    /// <summary>Names of the factors that enough answers rate together; marks those that are left out for it.</summary>
    private static List<string> Compared(List<FactorDrivers> factors, SortedDictionary<string, Dictionary<int, (double Score, double? Importance)>> scores)
    {
        List<string> model = [.. factors.Where(factor => factor.Omission == DriverOmission.None).Select(factor => factor.Name)];
        while (model.Count > 0)
        {
            var together = Complete(model, scores, int.MaxValue).Count;
            if (together >= MinimumAnswers && together > model.Count + 1)
                break;
            var fewest = model.MinBy(name => scores[name].Count)!;
            model.Remove(fewest);
            var at = factors.FindIndex(factor => factor.Name == fewest);
            factors[at] = factors[at] with { Omission = DriverOmission.TooFewTogether };
        }

        return model;
    }

    /// <summary>Indices of the answers that rate all of some factors, ascending.</summary>
    private static List<int> Complete(List<string> model, SortedDictionary<string, Dictionary<int, (double Score, double? Importance)>> scores, int limit)
    {
        if (model.Count == 0)
            return [];
        var others = model.Skip(1).Select(name => scores[name]).ToList();
        return [.. scores[model[0]].Keys.Where(i => i < limit && others.TrueForAll(given => given.ContainsKey(i))).Order()];
    }

    /// <summary>The relative weights over the complete answers; takes those out of the model that do not vary in them. Null if nothing is left.</summary>
    private static double[]? Weigh(
        List<string> model, SortedDictionary<string, Dictionary<int, (double Score, double? Importance)>> scores, List<int> complete, IReadOnlyList<DriverAnswer> answers)
    {
        List<double> outcome = [.. complete.Select(i => answers[i].Outcome)];
        model.RemoveAll(name => PearsonCorrelation.Of([.. complete.Select((i, at) => (scores[name][i].Score, outcome[at]))]) is null);
        if (model.Count == 0)
            return null;
        var columns = model.ConvertAll(name => complete.ConvertAll(i => scores[name][i].Score));
        var correlations = new double[model.Count, model.Count];
        for (var j = 0; j < model.Count; j++)
        {
            correlations[j, j] = 1;
            for (var k = 0; k < j; k++)
                correlations[j, k] = correlations[k, j] = PearsonCorrelation.Of([.. columns[j].Zip(columns[k])])!.Value;
        }

        return RelativeWeights.Of(correlations, columns.ConvertAll(column => PearsonCorrelation.Of([.. column.Zip(outcome)])!.Value));
    }

    private static List<FactorDrivers> Placed(List<FactorDrivers> factors, List<string> model)
    {
        var compared = factors.Where(factor => factor.RelativeWeight is not null).ToList();
        if (compared.Count > 0)
        {
            var meanWeight = compared.Average(factor => factor.RelativeWeight!.Value);
            var meanScore = compared.Average(factor => factor.Mean!.Value);
            factors = factors.ConvertAll(factor => factor.RelativeWeight is { } weight
                ? factor with { Quadrant = Quadrant(AtLeast(weight, meanWeight), AtLeast(factor.Mean!.Value, meanScore)) }
                : factor);
        }

        // A factor whose scores vary, but not in the answers that rate all of them, is compared no more than one that too few rate.
        return
        [
            .. factors
                .Select(factor => factor.Omission == DriverOmission.None && !model.Contains(factor.Name) ? factor with { Omission = DriverOmission.TooFewTogether } : factor)
                .OrderByDescending(factor => factor.RelativeWeight ?? -1)
                .ThenBy(factor => factor.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Equal meets, rounding aside: of factors that say the same none is less important.</summary>
    private static bool AtLeast(double value, double mean) => value >= mean - (1e-12 * Math.Max(1, Math.Abs(mean)));

    private static DriverQuadrant Quadrant(bool isImportant, bool isRatedHigh) => (isImportant, isRatedHigh) switch
    {
        (true, false) => DriverQuadrant.ConcentrateHere,
        (true, true) => DriverQuadrant.KeepUp,
        (false, false) => DriverQuadrant.LowPriority,
        _ => DriverQuadrant.PossibleOverkill,
    };
}
