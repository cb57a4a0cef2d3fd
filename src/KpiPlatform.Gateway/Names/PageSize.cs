using KpiPlatform.Domain;
using KpiPlatform.Gateway.Errors;

namespace KpiPlatform.Gateway.Names;

/// <summary>Sizes of pages.</summary>
internal static class PageSize
{
    /// <summary>Largest page; a greater wish is cut to it.</summary>
    public const int Max = 1_000;

    /// <summary>The size to use.</summary>
    /// <param name="asked">What the request says; 0 means the default.</param>
    /// <param name="byDefault">The default.</param>
    /// <exception cref="DomainException">OUT_OF_RANGE if it is negative.</exception>
    public static int Of(int asked, int byDefault) => asked switch
    {
        < 0 => throw new DomainException(ErrorKind.InvalidArgument, Reasons.OutOfRange, $"page_size is {asked}; give 1 to {Max}, or 0 for {byDefault}.", "page_size"),
        0 => byDefault,
        _ => Math.Min(asked, Max),
    };
}
