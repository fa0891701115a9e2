using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace RiskFunctions.Core.Tests.RiskEvents;

public partial class EventTextProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    // Short and long, of the alphabet, of European scripts, and of anything at all.
    private static readonly Gen<string> Texts =
        from length in Gen.Frequency((4, Gen.Choose(0, 30)), (1, Gen.Choose(480, 1_200)))
        from characters in Gen.ArrayOf(
            Gen.Frequency(
                (6, Gen.Elements("abcXYZ019 .-_".ToCharArray())),
                (3, Gen.Choose(0x20, 0x7E).Select(code => (char)code)),
                (3, Gen.Choose(0xA0, 0x52F).Select(code => (char)code)),
                (1, Gen.Choose(0x1E00, 0x1FFF).Select(code => (char)code)),
                (1, Gen.Choose(0, 0xFFFF).Select(code => (char)code))),
            length)
        select new string(characters);

    private static readonly Gen<string?> References = Gen.OneOf(Gen.Constant<string?>(null), Texts.Select(text => (string?)text));

    [Fact]
    public void Fit_any_text_matches_the_pattern_of_okta() =>
        Check((text, reference) => Fitted.Of(text, reference) is not { } fitted || (fitted.Length > 0 && OktaPattern().IsMatch(fitted)));

    [Fact]
    public void Fit_fitted_text_is_left_as_it_is() =>
        Check((text, reference) =>
        {
            var once = Fitted.Of(text, reference);
            return string.Equals(once, Fitted.Of(once, null), StringComparison.Ordinal)
                && string.Equals(once, Fitted.Of(once, reference), StringComparison.Ordinal);
        });

    [Fact]
    public void Fit_text_with_a_letter_or_digit_is_never_empty() =>
        Check((text, reference) => !text.Any(char.IsAsciiLetterOrDigit) || !string.IsNullOrWhiteSpace(Fitted.Of(text, reference)));

    [Fact]
    public void Fit_first_words_are_kept() =>
        Check((text, reference) => Fitted.Of("Alert 7 " + text, reference)!.StartsWith("Alert 7"));

    [Fact]
    public void Fit_every_character_there_is_matches_the_pattern()
    {
        // Asked character by character, the pattern would be run a million times.
        var fitted = string.Concat(Enumerable.Range(0, 0x110000)
            .Where(code => code is < 0xD800 or > 0xDFFF)
            .Select(code => Fitted.Of(char.ConvertFromUtf32(code), null)));

        Assert.All(fitted.Distinct(), character => Assert.True(OktaPattern().IsMatch(character.ToString()), $"U+{(int)character:X4}"));
    }

    private static void Check(Func<string, string?, bool> property) =>
        Prop.ForAll(
            (from text in Texts from reference in References select (text, reference)).ToArbitrary(),
            pair => property(pair.text, pair.reference)).Check(Many);

    // The time limit is a guard for the test itself; the pattern cannot backtrack.
    [GeneratedRegex(@"^[a-zA-Z0-9 .\-_]{0,512}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OktaPattern();
}
