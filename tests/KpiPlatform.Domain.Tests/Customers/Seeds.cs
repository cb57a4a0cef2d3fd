using Xunit.Sdk;

namespace KpiPlatform.Domain.Tests.Customers;

/// <summary>Runs a check for many seeds; the one that fails is in the message.</summary>
internal static class Seeds
{
    public static void Check(int count, Action<int> check)
    {
        for (var seed = 1; seed <= count; seed++)
        {
            try
            {
                check(seed);
            }
            catch (Exception exception)
            {
                throw new XunitException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }
}
