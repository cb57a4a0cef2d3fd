using KpiPlatform.Domain.Analysis;
using KpiPlatform.Domain.Interactions;
using KpiPlatform.Domain.Statistics;

namespace KpiPlatform.Domain.Tests.Analysis;

public sealed class DriverAnalysisTests
{
    /// <summary>
    /// Scores of two factors cross each other, −1 and 1 in all four ways ten times over, and the answer is 3a + 4b: they do not correlate
    /// with each other, r(a) = 3/5, r(b) = 4/5, so the weights are 9/25 and 16/25 and R² is 1.
    /// </summary>
    [Fact]
    public void Of_FactorsThatDoNotCorrelate_WeighTheirSquaredCorrelation()
    {
        var report = DriverAnalysis.Of(Crossed(40, (a, b) => (3 * a) + (4 * b)));

        report.RSquared!.Value.ShouldBe(1, 1e-12);
        report.CompleteAnswers.ShouldBe(40);
        report.Factors.Select(factor => factor.Name).ShouldBe(["b", "a"]);
        report.Factors[0].Pearson!.Value.ShouldBe(0.8, 1e-12);
        report.Factors[0].RelativeWeight!.Value.ShouldBe(0.64, 1e-12);
        report.Factors[1].RelativeWeight!.Value.ShouldBe(0.36, 1e-12);
        report.Factors[1].RelativeImportancePercent!.Value.ShouldBe(36, 1e-9);

        // Both means are 0, the mean weight is 1/2: b is important, a is not; neither is rated lower than the other.
        report.Factors.Select(factor => factor.Quadrant).ShouldBe([DriverQuadrant.KeepUp, DriverQuadrant.PossibleOverkill]);
    }

    /// <summary>
    /// Of two predictors with correlation ρ the weights have a closed form, the one of Shapley's shares:
    /// w₁ = (r₁² + R² − r₂²) ÷ 2 with R² = (r₁² + r₂² − 2 ρ r₁ r₂) ÷ (1 − ρ²).
    /// </summary>
    [Theory]
    [InlineData(0.5, 0.6, 0.4)] // R² = (0.36 + 0.16 − 0.24) / 0.75 = 0.373333; weights 0.286667 and 0.086667.
    [InlineData(-0.3, 0.2, 0.5)]
    [InlineData(0.95, 0.7, 0.72)]
    public void RelativeWeights_TwoPredictors_AreTheSharesOfTheClosedForm(double rho, double first, double second)
    {
        var squared = ((first * first) + (second * second) - (2 * rho * first * second)) / (1 - (rho * rho));
        var weights = RelativeWeights.Of(new double[,] { { 1, rho }, { rho, 1 } }, [first, second]);

        weights[0].ShouldBe(((first * first) + squared - (second * second)) / 2, 1e-12);
        weights[1].ShouldBe(((second * second) + squared - (first * first)) / 2, 1e-12);
    }

    [Fact]
    public void RelativeWeights_PredictorsThatSayTheSame_ShareEvenly()
    {
        // Two copies of a predictor with r = 0.6, and one that correlates with neither, with r = 0.5: R² = 0.36 + 0.25.
        var weights = RelativeWeights.Of(new double[,] { { 1, 1, 0 }, { 1, 1, 0 }, { 0, 0, 1 } }, [0.6, 0.6, 0.5]);

        weights[0].ShouldBe(0.18, 1e-12);
        weights[1].ShouldBe(0.18, 1e-12);
        weights[2].ShouldBe(0.25, 1e-12);
    }

    /// <summary>Weights are not negative, sum to the R² of the regression, solved another way, and do not depend on the order of factors or answers.</summary>
    [Fact]
    public void Of_RandomAnswers_WeightsSumToTheRSquaredOfTheRegressionInAnyOrder()
    {
        for (var seed = 1; seed <= 60; seed++)
        {
            var random = new Random(seed);
            var factors = random.Next(1, 7);
            var answers = RandomAnswers(random, factors, random.Next(40, 90));
            var report = DriverAnalysis.Of(answers);

            report.RSquared!.Value.ShouldBe(Regression(answers, factors), 1e-7, $"seed {seed}");
            report.Factors.Sum(factor => factor.RelativeWeight!.Value).ShouldBe(report.RSquared.Value, 1e-9);
            report.Factors.ShouldAllBe(factor => factor.RelativeWeight >= 0);
            report.Factors.Sum(factor => factor.RelativeImportancePercent!.Value).ShouldBe(100, 1e-7);

            var shuffled = answers.Select(answer => answer with { Factors = [.. answer.Factors.OrderBy(_ => random.Next())] }).OrderBy(_ => random.Next()).ToList();
            var again = DriverAnalysis.Of(shuffled);
            foreach (var factor in report.Factors)
            {
                var other = again.Factors.Single(one => one.Name == factor.Name);
                other.RelativeWeight!.Value.ShouldBe(factor.RelativeWeight!.Value, 1e-9, $"seed {seed}");
                other.Pearson!.Value.ShouldBe(factor.Pearson!.Value, 1e-9);
                other.Spearman!.Value.ShouldBe(factor.Spearman!.Value, 1e-9);
            }

            // Another name does not make a factor more important.
            var renamed = DriverAnalysis.Of([.. answers.Select(answer => answer with { Factors = [.. answer.Factors.Select(factor => factor with { Name = "z" + (9 - (factor.Name[1] - '0')) })] })]);
            renamed.Factors.Select(factor => Math.Round(factor.RelativeWeight!.Value, 8)).ShouldBe(report.Factors.Select(factor => Math.Round(factor.RelativeWeight!.Value, 8)), $"seed {seed}");
        }
    }

    [Fact]
    public void Of_TooFewAnswersToAFactor_ListsItWithoutNumbers()
    {
        List<DriverAnswer> answers = [.. Crossed(40, (a, _) => a).Select((answer, i) => i < 29 ? answer with { Factors = [.. answer.Factors, new("rare", i, 5)] } : answer)];
        var rare = DriverAnalysis.Of(answers).Factors.Single(factor => factor.Name == "rare");

        (rare.Answers, rare.Omission, rare.Mean, rare.Pearson, rare.RelativeWeight, rare.StatedImportance).ShouldBe((29, DriverOmission.TooFewAnswers, null, null, null, null));
        rare.Quadrant.ShouldBe(DriverQuadrant.None);
    }

    /// <summary>40 answers rate a and b; 35 others rate c alone: it has a correlation, but is not compared, and a and b are.</summary>
    [Fact]
    public void Of_FactorThatIsRatedAlone_HasACorrelationButNoRelativeWeight()
    {
        List<DriverAnswer> answers = [.. Crossed(40, (a, b) => a + b), .. Enumerable.Range(0, 35).Select(i => new DriverAnswer(i, [new("c", i, null)]))];
        var report = DriverAnalysis.Of(answers);

        var alone = report.Factors.Single(factor => factor.Name == "c");
        (alone.Pearson!.Value, alone.Omission, alone.RelativeWeight).ShouldBe((1, DriverOmission.TooFewTogether, null));
        report.CompleteAnswers.ShouldBe(40);
        report.Factors.Where(factor => factor.RelativeWeight is not null).Select(factor => factor.Name).ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Of_NothingVaries_HasMeansAndSaysSo()
    {
        var same = Enumerable.Range(0, 31).Select(i => new DriverAnswer(4, [new("speed", i % 5, 3), new("price", 2, null)])).ToList();
        var report = DriverAnalysis.Of(same);

        report.Factors.ShouldAllBe(factor => factor.Omission == DriverOmission.DoesNotVary && factor.Pearson == null);
        report.Factors.Select(factor => (factor.Name, factor.Mean)).ShouldBe([("price", 2), ("speed", 60 / 31.0)]);
        (report.RSquared, report.CompleteAnswers, report.OutcomeMean).ShouldBe((null, 0, 4));
        report.Factors[1].StatedImportance.ShouldBe(3);
        DriverAnalysis.Of([]).OutcomeMean.ShouldBeNull();
    }

    /// <summary>Scores 1, 2, 3, 10 against 1, 1, 2, 3: ranks 1, 2, 3, 4 against 1.5, 1.5, 3, 4; deviations product 4.5 over √(5 × 4.5) = 0.948683.</summary>
    [Fact]
    public void Spearman_WithTies_IsThatOfMeanRanks()
    {
        SpearmanCorrelation.Ranks([1, 1, 2, 3]).ShouldBe([1.5, 1.5, 3, 4]);
        SpearmanCorrelation.Of([(1, 1), (2, 1), (3, 2), (10, 3)])!.Value.ShouldBe(4.5 / Math.Sqrt(5 * 4.5), 1e-12);
        SpearmanCorrelation.Of([(1, 9), (2, 8), (30, 7)])!.Value.ShouldBe(-1, 1e-12);
        SpearmanCorrelation.Of([(1, 1), (2, 1)]).ShouldBeNull();
    }

    /// <summary>r = 0.5 of 28 pairs: artanh 0.5 = 0.549306, ± 1.959964 / 5 = 0.391993: tanh of 0.157313 and 0.941299.</summary>
    [Fact]
    public void Fisher_ByHand_IsMet()
    {
        var interval = FisherInterval.Of(0.5, 28);
        interval.Lower.ShouldBe(0.156028, 1e-5);
        interval.Upper.ShouldBe(0.735818, 1e-5);
        FisherInterval.Of(1, 30).Lower.ShouldBe(1);
    }

    [Fact]
    public void Of_TooManyFactors_IsRefused()
    {
        List<DriverAnswer> answers = [.. Enumerable.Range(0, DriverAnalysis.MaxFactors + 1).Select(i => new DriverAnswer(1, [new($"f{i}", 1, null)]))];
        Should.Throw<DomainException>(() => DriverAnalysis.Of(answers)).Reason.ShouldBe("TOO_MANY_FACTORS");
    }

    private static List<DriverAnswer> Crossed(int count, Func<int, int, double> outcome) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            var (a, b) = (i % 2 == 0 ? -1 : 1, i / 2 % 2 == 0 ? -1 : 1);
            return new DriverAnswer(outcome(a, b), [new("a", a, null), new("b", b, null)]);
        }),
    ];

    private static List<DriverAnswer> RandomAnswers(Random random, int factors, int count) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
        {
            // A common part makes the factors collinear to some degree.
            var common = random.NextDouble() * 3;
            SurveyFactor[] scores = [.. Enumerable.Range(0, factors).Select(f => new SurveyFactor($"f{f}", Math.Round(common + (random.NextDouble() * 4), 2), null))];
            return new DriverAnswer(scores.Select((score, f) => score.Score * (f + 1)).Sum() + (random.NextDouble() * 10), scores);
        }),
    ];

    /// <summary>R² by the normal equations of the least squares with an intercept, solved by elimination.</summary>
    private static double Regression(List<DriverAnswer> answers, int factors)
    {
        var size = factors + 1;
        var normal = new double[size, size + 1];
        foreach (var answer in answers)
        {
            double[] row = [1, .. Enumerable.Range(0, factors).Select(f => answer.Factors.Single(factor => factor.Name == $"f{f}").Score)];
            for (var i = 0; i < size; i++)
            {
                for (var j = 0; j < size; j++)
                    normal[i, j] += row[i] * row[j];
                normal[i, size] += row[i] * answer.Outcome;
            }
        }

        for (var pivot = 0; pivot < size; pivot++)
        {
            for (var i = 0; i < size; i++)
            {
                if (i == pivot)
                    continue;
                var times = normal[i, pivot] / normal[pivot, pivot];
                for (var j = 0; j <= size; j++)
                    normal[i, j] -= times * normal[pivot, j];
            }
        }

        var coefficients = Enumerable.Range(0, size).Select(i => normal[i, size] / normal[i, i]).ToArray();
        var mean = answers.Average(answer => answer.Outcome);
        var left = answers.Sum(answer => Math.Pow(answer.Outcome - coefficients[0] - Enumerable.Range(0, factors).Sum(f => coefficients[f + 1] * answer.Factors.Single(factor => factor.Name == $"f{f}").Score), 2));
        return 1 - (left / answers.Sum(answer => Math.Pow(answer.Outcome - mean, 2)));
    }
}
