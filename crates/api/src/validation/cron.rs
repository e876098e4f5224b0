//! Whether a schedule is one, in the words of the cron library that Kubernetes uses.

use super::error::go_quote;
use crate::duration;

struct Bounds {
    low: u32,
    high: u32,
    names: &'static [&'static str],
}

const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: &[&str] = &["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Bounds; 5] = [
    Bounds { low: 0, high: 59, names: &[] },
    Bounds { low: 0, high: 23, names: &[] },
    Bounds { low: 1, high: 31, names: &[] },
    Bounds { low: 1, high: 12, names: MONTHS },
    Bounds { low: 0, high: 6, names: DAYS },
];

/// Why a schedule is none.
pub(super) fn check(schedule: &str) -> Result<(), String> {
    let mut spec = schedule;
    if let Some(rest) = spec.strip_prefix("TZ=").or(spec.strip_prefix("CRON_TZ=")) {
        let (zone, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if !is_zone(zone) {
            return Err(format!("provided bad location {zone}: unknown time zone {zone}"));
        }
        spec = rest.trim();
    }
    if spec.starts_with('@') {
        return descriptor(spec);
    }
    let fields: Vec<&str> = spec.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(format!("expected exactly 5 fields, found {}: [{}]", fields.len(), fields.join(" ")));
    }
    for (field, bounds) in fields.iter().zip(&FIELDS) {
        for range in field.split(',') {
            check_range(range, bounds)?;
        }
    }
    Ok(())
}

fn descriptor(spec: &str) -> Result<(), String> {
    const KNOWN: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    if KNOWN.contains(&spec) {
        return Ok(());
    }
    match spec.strip_prefix("@every ") {
        Some(d) => duration::parse_go(d).map(|_| ()).map_err(|e| format!("failed to parse duration {spec}: {e}")),
        None => Err(format!("unrecognized descriptor: {spec}")),
    }
}

/// `*`, `1`, `1-5`, `*/2`, `1-5/2`.
fn check_range(expr: &str, bounds: &Bounds) -> Result<(), String> {
    let parts: Vec<&str> = expr.split('/').collect();
    let ends: Vec<&str> = parts[0].split('-').collect();
    let single = ends.len() == 1;
    let (start, mut end) = if matches!(ends[0], "*" | "?") {
        (bounds.low, bounds.high)
    } else {
        let start = number_or_name(ends[0], bounds)?;
        match ends[..] {
            [_] => (start, start),
            [_, end] => (start, number_or_name(end, bounds)?),
            _ => return Err(format!("too many hyphens: {expr}")),
        }
    };
    let step = match parts[..] {
        [_] => 1,
        [_, step] => {
            if single {
                end = bounds.high;
            }
            number(step)?
        }
        _ => return Err(format!("too many slashes: {expr}")),
    };
    let (low, high) = (bounds.low, bounds.high);
    if start < low {
        return Err(format!("beginning of range ({start}) below minimum ({low}): {expr}"));
    }
    if end > high {
        return Err(format!("end of range ({end}) above maximum ({high}): {expr}"));
    }
    if start > end {
        return Err(format!("beginning of range ({start}) beyond end of range ({end}): {expr}"));
    }
    if step == 0 {
        return Err(format!("step of range should be a positive number: {expr}"));
    }
    Ok(())
}

fn number_or_name(text: &str, bounds: &Bounds) -> Result<u32, String> {
    let lower = text.to_lowercase();
    if let Some(i) = bounds.names.iter().position(|n| *n == lower) {
        return Ok(i as u32 + if bounds.names.len() == 12 { 1 } else { 0 });
    }
    number(text)
}

fn number(text: &str) -> Result<u32, String> {
    let quoted = go_quote(text);
    match text.parse::<i64>() {
        Ok(n) if n < 0 => Err(format!("negative number ({n}) not allowed: {text}")),
        Ok(n) => Ok(n.min(i64::from(u32::MAX)) as u32),
        Err(_) => Err(format!("failed to parse int from {text}: strconv.Atoi: parsing {quoted}: invalid syntax")),
    }
}

/// The names of all time zones of the IANA database, by their area: the list of a release of 2025.
#[rustfmt::skip]
const ZONES: &str = "Africa/Abidjan,Accra,Addis_Ababa,Algiers,Asmara,Asmera,Bamako,Bangui,Banjul,Bissau,Blantyre,Brazzaville,\
    Bujumbura,Cairo,Casablanca,Ceuta,Conakry,Dakar,Dar_es_Salaam,Djibouti,Douala,El_Aaiun,Freetown,Gaborone,\
    Harare,Johannesburg,Juba,Kampala,Khartoum,Kigali,Kinshasa,Lagos,Libreville,Lome,Luanda,Lubumbashi,Lusaka,\
    Malabo,Maputo,Maseru,Mbabane,Mogadishu,Monrovia,Nairobi,Ndjamena,Niamey,Nouakchott,Ouagadougou,Porto-Novo,\
    Sao_Tome,Timbuktu,Tripoli,Tunis,Windhoek;America/Adak,Anchorage,Anguilla,Antigua,Araguaina,\
    Argentina/Buenos_Aires,Argentina/Catamarca,Argentina/ComodRivadavia,Argentina/Cordoba,Argentina/Jujuy,\
    Argentina/La_Rioja,Argentina/Mendoza,Argentina/Rio_Gallegos,Argentina/Salta,Argentina/San_Juan,\
    Argentina/San_Luis,Argentina/Tucuman,Argentina/Ushuaia,Aruba,Asuncion,Atikokan,Atka,Bahia,Bahia_Banderas,\
    Barbados,Belem,Belize,Blanc-Sablon,Boa_Vista,Bogota,Boise,Buenos_Aires,Cambridge_Bay,Campo_Grande,Cancun,\
    Caracas,Catamarca,Cayenne,Cayman,Chicago,Chihuahua,Ciudad_Juarez,Coral_Harbour,Cordoba,Costa_Rica,Coyhaique,\
    Creston,Cuiaba,Curacao,Danmarkshavn,Dawson,Dawson_Creek,Denver,Detroit,Dominica,Edmonton,Eirunepe,\
    El_Salvador,Ensenada,Fort_Nelson,Fort_Wayne,Fortaleza,Glace_Bay,Godthab,Goose_Bay,Grand_Turk,Grenada,\
    Guadeloupe,Guatemala,Guayaquil,Guyana,Halifax,Havana,Hermosillo,Indiana/Indianapolis,Indiana/Knox,\
    Indiana/Marengo,Indiana/Petersburg,Indiana/Tell_City,Indiana/Vevay,Indiana/Vincennes,Indiana/Winamac,\
    Indianapolis,Inuvik,Iqaluit,Jamaica,Jujuy,Juneau,Kentucky/Louisville,Kentucky/Monticello,Knox_IN,Kralendijk,\
    La_Paz,Lima,Los_Angeles,Louisville,Lower_Princes,Maceio,Managua,Manaus,Marigot,Martinique,Matamoros,\
    Mazatlan,Mendoza,Menominee,Merida,Metlakatla,Mexico_City,Miquelon,Moncton,Monterrey,Montevideo,Montreal,\
    Montserrat,Nassau,New_York,Nipigon,Nome,Noronha,North_Dakota/Beulah,North_Dakota/Center,\
    North_Dakota/New_Salem,Nuuk,Ojinaga,Panama,Pangnirtung,Paramaribo,Phoenix,Port-au-Prince,Port_of_Spain,\
    Porto_Acre,Porto_Velho,Puerto_Rico,Punta_Arenas,Rainy_River,Rankin_Inlet,Recife,Regina,Resolute,Rio_Branco,\
    Rosario,Santa_Isabel,Santarem,Santiago,Santo_Domingo,Sao_Paulo,Scoresbysund,Shiprock,Sitka,St_Barthelemy,\
    St_Johns,St_Kitts,St_Lucia,St_Thomas,St_Vincent,Swift_Current,Tegucigalpa,Thule,Thunder_Bay,Tijuana,Toronto,\
    Tortola,Vancouver,Virgin,Whitehorse,Winnipeg,Yakutat,Yellowknife;Antarctica/Casey,Davis,DumontDUrville,\
    Macquarie,Mawson,McMurdo,Palmer,Rothera,South_Pole,Syowa,Troll,Vostok;Arctic/Longyearbyen;Asia/Aden,Almaty,\
    Amman,Anadyr,Aqtau,Aqtobe,Ashgabat,Ashkhabad,Atyrau,Baghdad,Bahrain,Baku,Bangkok,Barnaul,Beirut,Bishkek,\
    Brunei,Calcutta,Chita,Choibalsan,Chongqing,Chungking,Colombo,Dacca,Damascus,Dhaka,Dili,Dubai,Dushanbe,\
    Famagusta,Gaza,Harbin,Hebron,Ho_Chi_Minh,Hong_Kong,Hovd,Irkutsk,Istanbul,Jakarta,Jayapura,Jerusalem,Kabul,\
    Kamchatka,Karachi,Kashgar,Kathmandu,Katmandu,Khandyga,Kolkata,Krasnoyarsk,Kuala_Lumpur,Kuching,Kuwait,Macao,\
    Macau,Magadan,Makassar,Manila,Muscat,Nicosia,Novokuznetsk,Novosibirsk,Omsk,Oral,Phnom_Penh,Pontianak,\
    Pyongyang,Qatar,Qostanay,Qyzylorda,Rangoon,Riyadh,Saigon,Sakhalin,Samarkand,Seoul,Shanghai,Singapore,\
    Srednekolymsk,Taipei,Tashkent,Tbilisi,Tehran,Tel_Aviv,Thimbu,Thimphu,Tokyo,Tomsk,Ujung_Pandang,Ulaanbaatar,\
    Ulan_Bator,Urumqi,Ust-Nera,Vientiane,Vladivostok,Yakutsk,Yangon,Yekaterinburg,Yerevan;Atlantic/Azores,\
    Bermuda,Canary,Cape_Verde,Faeroe,Faroe,Jan_Mayen,Madeira,Reykjavik,South_Georgia,St_Helena,Stanley;\
    Australia/ACT,Adelaide,Brisbane,Broken_Hill,Canberra,Currie,Darwin,Eucla,Hobart,LHI,Lindeman,Lord_Howe,\
    Melbourne,NSW,North,Perth,Queensland,South,Sydney,Tasmania,Victoria,West,Yancowinna;Brazil/Acre,DeNoronha,\
    East,West;/CET,CST6CDT,Cuba,EET,EST,EST5EDT,Egypt,Eire,GB,GB-Eire,GMT,GMT+0,GMT-0,GMT0,Greenwich,HST,\
    Hongkong,Iceland,Iran,Israel,Jamaica,Japan,Kwajalein,Libya,MET,MST,MST7MDT,NZ,NZ-CHAT,Navajo,PRC,PST8PDT,\
    Poland,Portugal,ROC,ROK,Singapore,Turkey,UCT,UTC,Universal,W-SU,WET,Zulu;Canada/Atlantic,Central,Eastern,\
    Mountain,Newfoundland,Pacific,Saskatchewan,Yukon;Chile/Continental,EasterIsland;Etc/GMT,GMT+0,GMT+1,GMT+10,\
    GMT+11,GMT+12,GMT+2,GMT+3,GMT+4,GMT+5,GMT+6,GMT+7,GMT+8,GMT+9,GMT-0,GMT-1,GMT-10,GMT-11,GMT-12,GMT-13,\
    GMT-14,GMT-2,GMT-3,GMT-4,GMT-5,GMT-6,GMT-7,GMT-8,GMT-9,GMT0,Greenwich,UCT,UTC,Universal,Zulu;\
    Europe/Amsterdam,Andorra,Astrakhan,Athens,Belfast,Belgrade,Berlin,Bratislava,Brussels,Bucharest,Budapest,\
    Busingen,Chisinau,Copenhagen,Dublin,Gibraltar,Guernsey,Helsinki,Isle_of_Man,Istanbul,Jersey,Kaliningrad,\
    Kiev,Kirov,Kyiv,Lisbon,Ljubljana,London,Luxembourg,Madrid,Malta,Mariehamn,Minsk,Monaco,Moscow,Nicosia,Oslo,\
    Paris,Podgorica,Prague,Riga,Rome,Samara,San_Marino,Sarajevo,Saratov,Simferopol,Skopje,Sofia,Stockholm,\
    Tallinn,Tirane,Tiraspol,Ulyanovsk,Uzhgorod,Vaduz,Vatican,Vienna,Vilnius,Volgograd,Warsaw,Zagreb,Zaporozhye,\
    Zurich;Indian/Antananarivo,Chagos,Christmas,Cocos,Comoro,Kerguelen,Mahe,Maldives,Mauritius,Mayotte,Reunion;\
    Mexico/BajaNorte,BajaSur,General;Pacific/Apia,Auckland,Bougainville,Chatham,Chuuk,Easter,Efate,Enderbury,\
    Fakaofo,Fiji,Funafuti,Galapagos,Gambier,Guadalcanal,Guam,Honolulu,Johnston,Kanton,Kiritimati,Kosrae,\
    Kwajalein,Majuro,Marquesas,Midway,Nauru,Niue,Norfolk,Noumea,Pago_Pago,Palau,Pitcairn,Pohnpei,Ponape,\
    Port_Moresby,Rarotonga,Saipan,Samoa,Tahiti,Tarawa,Tongatapu,Truk,Wake,Wallis,Yap;US/Alaska,Aleutian,Arizona,\
    Central,East-Indiana,Eastern,Hawaii,Indiana-Starke,Michigan,Mountain,Pacific,Samoa";

/// Whether there is such a time zone.
pub(super) fn is_zone(name: &str) -> bool {
    let (area, place) = name.split_once('/').unwrap_or(("", name));
    ZONES
        .split(';')
        .filter_map(|group| group.split_once('/'))
        .any(|(a, places)| a == area && places.split(',').any(|p| p == place))
}
