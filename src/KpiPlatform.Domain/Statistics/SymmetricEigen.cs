namespace KpiPlatform.Domain.Statistics;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (C. G. J. Jacobi, 1846): slow for large matrices, but
/// exact to rounding for the few dozen rows it is used for, singular ones included.
/// </summary>
public static class SymmetricEigen
{
    private const int MaxSweeps = 64;

    /// <summary>Splits a matrix A into V · diag(values) · Vᵀ, with the columns of V orthonormal.</summary>
    /// <param name="matrix">Square and symmetric; it is not changed.</param>
    /// <returns>The eigenvalues, and the eigenvector of the k-th in column k; in no particular order.</returns>
    public static (double[] Values, double[,] Vectors) Of(double[,] matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        var size = matrix.GetLength(0);
        if (matrix.GetLength(1) != size)
            throw new ArgumentException($"A matrix of {size} by {matrix.GetLength(1)} is not square.", nameof(matrix));
        var a = (double[,])matrix.Clone();
        var vectors = new double[size, size];
        for (var i = 0; i < size; i++)
            vectors[i, i] = 1;
        for (var sweep = 0; sweep < MaxSweeps && OffDiagonal(a, size) > 0; sweep++)
        {
            for (var p = 0; p < size; p++)
            {
                for (var q = p + 1; q < size; q++)
                    Rotate(a, vectors, size, p, q);
            }
        }

        var values = new double[size];
        for (var i = 0; i < size; i++)
            values[i] = a[i, i];
        return (values, vectors);
    }

    private static double OffDiagonal(double[,] a, int size)
    {
        double sum = 0;
        for (var p = 0; p < size; p++)
        {
            for (var q = p + 1; q < size; q++)
                sum += Math.Abs(a[p, q]);
        }

        return sum;
    }

    /// <summary>Turns the plane of two axes so that their entry becomes 0.</summary>
    private static void Rotate(double[,] a, double[,] vectors, int size, int p, int q)
    {
        var entry = a[p, q];
        if (entry == 0)
            return;

        // Beneath the rounding of both diagonal entries it is 0 already.
        if (Math.Abs(entry) < 1e-18 * Math.Min(Math.Abs(a[p, p]), Math.Abs(a[q, q])))
        {
            a[p, q] = a[q, p] = 0;
            return;
        }

        var theta = (a[q, q] - a[p, p]) / (2 * entry);
        var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + double.Hypot(theta, 1));
        var cos = 1 / double.Hypot(t, 1);
        var sin = t * cos;
        a[p, p] -= t * entry;
        a[q, q] += t * entry;
        a[p, q] = a[q, p] = 0;
        for (var i = 0; i < size; i++)
        {
            if (i != p && i != q)
            {
                var (ip, iq) = (a[i, p], a[i, q]);
                a[i, p] = a[p, i] = (cos * ip) - (sin * iq);
                a[i, q] = a[q, i] = (sin * ip) + (cos * iq);
            }

            var (vp, vq) = (vectors[i, p], vectors[i, q]);
            vectors[i, p] = (cos * vp) - (sin * vq);
            vectors[i, q] = (sin * vp) + (cos * vq);
        }
    }
}
