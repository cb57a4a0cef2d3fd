namespace KpiPlatform.Domain.Customers;

/// <summary>The talk of one call, as far as it counts as contact time.</summary>
/// <param name="Id">Pseudonym of the call id.</param>
/// <param name="Day">Local day of the call; of the contact time, if that came first.</param>
/// <param name="Microseconds">Talk that counts; 0 once it is linked.</param>
/// <param name="IsLinked">A contact time stands for it.</param>
internal readonly record struct CallTalk(ulong Id, int Day, long Microseconds, bool IsLinked);
