//! Points in time for people, in Japan Standard Time, which is UTC+9 all year.

use hpki_core::report::Language;
use hpki_core::time::Time;

const JAPAN_OFFSET_SECONDS: i64 = 9 * 3600;

/// `2022-09-07 17:08:01 JST` or `2022年9月7日 17:08:01（日本標準時）`, decimals of a second as they are.
pub fn in_japan(time: Time, language: Language) -> String {
    // The last nine hours of the year 9999 have no date in Japan that can be written: they stay in UTC.
    let Some(local) = time.plus_seconds(JAPAN_OFFSET_SECONDS) else {
        return time.to_string();
    };
    let text = local.to_string();
    let text = text.trim_end_matches('Z');
    let (date, of_day) = text.split_once('T').unwrap_or((text, ""));
    match language {
        Language::English => format!("{date} {of_day} JST"),
        Language::Japanese => {
            let number = |field: Option<&str>| field.unwrap_or_default().trim_start_matches('0').to_owned();
            let mut fields = date.split('-');
            let (year, month, day) = (number(fields.next()), number(fields.next()), number(fields.next()));
            format!("{year}年{month}月{day}日 {of_day}（日本標準時）")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_becomes_the_date_and_time_of_day_in_japan() {
        let time = |text| Time::from_rfc3339(text).unwrap();
        let proven = time("2022-09-07T08:18:25.197Z");
        assert_eq!(in_japan(proven, Language::Japanese), "2022年9月7日 17:18:25.197（日本標準時）");
        assert_eq!(in_japan(proven, Language::English), "2022-09-07 17:18:25.197 JST");
        assert_eq!(in_japan(time("2022-12-31T15:00:00Z"), Language::English), "2023-01-01 00:00:00 JST");
        assert_eq!(in_japan(time("9999-12-31T23:59:59Z"), Language::Japanese), "9999-12-31T23:59:59Z");
    }
}
