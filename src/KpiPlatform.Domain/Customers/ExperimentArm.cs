namespace KpiPlatform.Domain.Customers;

/// <summary>The customer's arm of an experiment.</summary>
/// <param name="Experiment">Pseudonym of the experiment.</param>
/// <param name="Day">Local day of the assignment.</param>
/// <param name="IsControl">The arm is "control".</param>
/// <param name="HasOrdered">The customer ordered since.</param>
internal readonly record struct ExperimentArm(ulong Experiment, int Day, bool IsControl, bool HasOrdered);
