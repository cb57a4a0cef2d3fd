namespace KpiPlatform.Simulation.Tests;

/// <summary>What a run came to.</summary>
/// <param name="Digest">Hash of everything committed, its order and times, and of the number of steps.</param>
/// <param name="Acknowledged">Interactions acknowledged.</param>
/// <param name="Servers">Servers started.</param>
/// <param name="InDoubt">Requests to the database that were lost, on their way or the answer's.</param>
/// <param name="Fenced">Commits refused because their writer had been closed.</param>
/// <param name="Steps">Things done.</param>
internal sealed record SimulationResult(string Digest, int Acknowledged, int Servers, int InDoubt, int Fenced, int Steps);
