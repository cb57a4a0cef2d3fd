namespace KpiPlatform.Domain.Segments;

/// <summary>Recency, frequency and monetary value of a buyer, each 1 (worst) to 5 (best).</summary>
/// <param name="Recency">By days since the last order.</param>
/// <param name="Frequency">By number of orders.</param>
/// <param name="Monetary">By revenue.</param>
public readonly record struct RfmScore(int Recency, int Frequency, int Monetary);
