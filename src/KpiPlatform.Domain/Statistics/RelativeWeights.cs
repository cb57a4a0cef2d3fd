namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// How much each of several predictors contributes to the explained variance of an outcome (J. W. Johnson, A heuristic method for
/// estimating the relative weight of predictor variables in multiple regression, Multivariate Behavioral Research 35, 2000).
/// </summary>
/// <remarks>
/// With R = V Δ Vᵀ the correlations of the predictors and r theirs with the outcome: Λ = V Δ^½ Vᵀ are the loadings of the predictors on the
/// orthogonal variables nearest to them, β = Λ⁺ r, and the weight of predictor j is Σₖ Λⱼₖ² βₖ². Since the columns of Λ² sum to 1, the
/// weights are ≥ 0 and sum to Σ βₖ² = rᵀ R⁺ r = R². Predictors that say the same share their weight evenly instead of taking it from
/// each other: eigenvalues that are 0 but for rounding are left out of Λ⁺, so that collinear predictors are no error.
/// </remarks>
public static class RelativeWeights
{
    /// <summary>Name of the method.</summary>
    public const string Method = "johnson-relative-weights";

    /// <summary>An eigenvalue below this share of the number of predictors counts as 0.</summary>
    private const double Singular = 1e-10;

    /// <summary>The weights, in the order of the predictors; they sum to R².</summary>
    /// <param name="predictors">Correlations of the predictors with each other; 1 on the diagonal.</param>
    /// <param name="outcome">Correlation of each with the outcome.</param>
    public static double[] Of(double[,] predictors, IReadOnlyList<double> outcome)
    {
        ArgumentNullException.ThrowIfNull(predictors);
        ArgumentNullException.ThrowIfNull(outcome);
        var size = outcome.Count;
        if (predictors.GetLength(0) != size || predictors.GetLength(1) != size)
            throw new ArgumentException($"The correlations are {predictors.GetLength(0)} by {predictors.GetLength(1)}, the predictors {size}.", nameof(predictors));
        var (values, vectors) = SymmetricEigen.Of(predictors);
        var loadings = new double[size, size];
        var beta = new double[size];
        for (var e = 0; e < size; e++)
        {
            if (values[e] <= Singular * size)
                continue;
            var root = Math.Sqrt(values[e]);
            double along = 0;
            for (var i = 0; i < size; i++)
                along += vectors[i, e] * outcome[i];
            for (var i = 0; i < size; i++)
            {
                beta[i] += vectors[i, e] * along / root;
                for (var j = 0; j < size; j++)
                    loadings[i, j] += vectors[i, e] * root * vectors[j, e];
            }
        }

        var weights = new double[size];
        for (var j = 0; j < size; j++)
        {
            for (var k = 0; k < size; k++)
                weights[j] += loadings[j, k] * loadings[j, k] * beta[k] * beta[k];
        }

        return weights;
    }
}
